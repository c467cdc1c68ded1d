package spanish

import "atrevete/internal/salon"

type dayKind uint8

const (
	relativeDay dayKind = iota // today, tomorrow, in a week
	dated                      // day and month named
	numbered                   // only the number of the day
	weekdayOnly                // only the weekday
	weekSpan
	monthSpan
	otherSpan
)

// day is a day or a run of days as said; from and to are both included.
type day struct {
	kind     dayKind
	from, to salon.Date
	weekday  int  // named weekday
	number   int  // named number, of numbered days
	next     bool // "que viene", "próximo"
	past     bool // said as past: "el viernes pasado"
	yearless bool
	openEnd  bool // "a partir del jueves"
	openFrom bool // "antes del viernes"
	holiday  string
	mismatch bool
	other    salon.Date // second reading
}

func oneDay(kind dayKind, d salon.Date) *day { return &day{kind: kind, from: d, to: d} }

// reader reads times out of a line.
type reader struct {
	*line
	k      *calendar
	feasts map[string][]*holidayName // by first word

	between bool // inside "entre A y B": "y" parts the two
	depth   int  // days told from days told from …
	looked  int  // how often a day was looked for: the measure of the work
}

// maxDepth bounds days that are told from other days ("el lunes después de …").
const maxDepth = 3

// day reads the longest day that starts at i.
func (r *reader) day(i int) (*day, int) {
	rules := [...]func(int) (*day, int){
		r.relative, r.weekdayRule, r.dateRule, r.numericDate, r.isoDate, r.monthRule,
		r.vagueRule, r.weekRule, r.weekendRule, r.ordinalRule, r.yearRule, r.centuryRule, r.spanOfYears, r.quarterRule, r.nextSpan, r.restRule, r.holidayRule, r.seasonRule,
	}
	if r.depth >= maxDepth {
		return nil, i
	}
	r.depth++
	r.looked++
	defer func() { r.depth-- }()
	var best *day
	end := i
	for _, rule := range rules {
		if d, n := rule(i); d != nil && n > end {
			best, end = d, n
		}
	}
	return best, end
}

// relative reads hoy, mañana, pasado mañana, ayer.
func (r *reader) relative(i int) (*day, int) {
	if n, ok := r.matchAny(i, "pasado manana", "dia despues de manana", "el dia despues de manana", "dia siguiente a manana"); ok {
		return oneDay(relativeDay, r.k.today.AddDays(2)), n
	}
	if n, ok := r.matchAny(i, "el dia de hoy", "este dia", "este mismo dia"); ok {
		return oneDay(relativeDay, r.k.today), n
	}
	if n, ok := r.matchAny(i, "el dia antes", "el dia anterior", "dia anterior", "el dia previo"); ok && !r.is(n, "de", "del", "a") {
		return past(oneDay(relativeDay, r.k.today.AddDays(-1))), n
	}
	if n, ok := r.matchAny(i, "el dia despues", "al otro dia"); ok && !r.is(n, "de", "del") {
		return oneDay(relativeDay, r.k.today.AddDays(1)), n
	}
	if n, ok := r.matchAny(i, "al dia siguiente", "dia siguiente"); ok {
		return oneDay(relativeDay, r.k.today.AddDays(1)), n
	}
	if n, ok := r.matchAny(i, "el proximo dia", "el siguiente dia"); ok && r.endsPhrase(n) && !r.isNumber(n) && !r.is(n, "que", "con", "de", "del") {
		return oneDay(relativeDay, r.k.today.AddDays(1)), n
	}
	if n, ok := r.matchAny(i, "antes de ayer", "anteayer", "antier", "antes ayer", "ante ayer", "anteanoche", "antenoche", "ante anoche", "antes de anoche"); ok {
		return past(oneDay(relativeDay, r.k.today.AddDays(-2))), n
	}
	if r.at(i-1) == "ni" {
		return nil, i
	}
	switch r.at(i) {
	case "hoy":
		n, ok := r.matchAny(i+1, "mismo", "dia", "en dia")
		if !ok {
			n = i + 1
		}
		return oneDay(relativeDay, r.k.today), n
	case "ayer", "anoche":
		return past(oneDay(relativeDay, r.k.today.AddDays(-1))), i + 1
	case "manana", "mananas":
		if r.is(i-1, "la", "esta", "las", "cada", "pasado", "buena", "buenas", "toda") || r.at(i) == "mananas" ||
			r.at(i-1) == "media" && r.at(i-2) != "y" || r.at(i-1) == "de" && weekdayWord(r.at(i-2)) != 0 {
			return nil, i
		}
		if r.at(i+1) == "mismo" {
			return oneDay(relativeDay, r.k.today.AddDays(1)), i + 2
		}
		return oneDay(relativeDay, r.k.today.AddDays(1)), i + 1
	}
	return nil, i
}

func past(d *day) *day {
	d.past = true
	return d
}
