package spanish

import (
	"time"

	"atrevete/internal/salon"
)

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
}

// day reads the longest day that starts at i.
func (r *reader) day(i int) (*day, int) {
	rules := [...]func(int) (*day, int){
		r.relative, r.weekdayRule, r.dateRule, r.numericDate, r.isoDate, r.monthRule,
		r.vagueRule, r.weekRule, r.weekendRule, r.ordinalRule, r.yearRule, r.spanOfYears, r.quarterRule, r.nextSpan, r.restRule, r.holidayRule, r.seasonRule,
	}
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

// weekdayRule reads "viernes", "el próximo viernes", "viernes que viene",
// "viernes 4", "los sábados".
func (r *reader) weekdayRule(i int) (*day, int) {
	j, next, gone, this := i, false, false, false
	if r.is(j, "el", "los", "al", "del") {
		j++
	}
	for ; r.is(j, "proximo", "prox", "proximos", "pasado", "este", "siguiente", "ultimo"); j++ {
		next = next || nextWord(r.at(j))
		gone = gone || r.is(j, "pasado", "ultimo")
		this = this || r.at(j) == "este"
	}
	w := weekdayWord(r.at(j))
	if w == 0 && r.shortWeekdayFits(j) {
		w = shortWeekday(r.toks[j].raw)
	}
	if w == 0 || r.is(j+1, "santo") || r.is(j+1, "de") && r.is(j+2, "ramos", "pascua", "resurreccion") {
		return nil, i
	}
	j++
	if r.at(j) == "." && r.glued(j) && r.toks[j-1].to-r.toks[j-1].from <= 4 {
		j++
	}
	if n, ok := r.matchAny(j, "que viene", "que entra", "que vienen", "q viene"); ok {
		j, next = n, true
	} else if nextWord(r.at(j)) {
		j, next = j+1, true
	} else if r.is(j, "pasado") && r.at(j+1) != "manana" || r.is(j, "anterior") {
		j, gone = j+1, true
	} else if r.is(j, "este") {
		j, this = j+1, true
	}
	d := r.weekdayReading(w, next, gone)
	if one, n := r.weekdayAround(w, j); one != nil {
		return one, n
	}
	if number, n, ok := r.numberAfterWeekday(j); ok {
		return r.numberedWeekday(w, number), n
	}
	return d, j
}

// weekdayAround reads the rest of "el lunes después de Navidad".
func (r *reader) weekdayAround(w, j int) (*day, int) {
	n, ok := r.matchAny(j, "despues de", "despues", "siguiente a", "antes de", "antes", "anterior a")
	if !ok {
		return nil, j
	}
	d, end := r.day(n)
	if d == nil || d.kind != dated {
		return nil, j
	}
	if r.is(j, "antes", "anterior") {
		return oneDay(dated, d.from.AddDays(-1-(d.from.AddDays(-1).Weekday()-w+7)%7)), end
	}
	next := d.to.AddDays(1)
	return oneDay(dated, next.AddDays((w-next.Weekday()+7)%7)), end
}

// shortWeekdayFits guards the two-letter abbreviations: alone, or before a
// comma or a number.
func (r *reader) shortWeekdayFits(j int) bool {
	if j >= len(r.toks) || shortWeekday(r.toks[j].raw) == 0 {
		return false
	}
	if r.toks[j].raw == "mar" {
		if r.isNumber(j+1) && !r.isNumber(j-1) {
			return r.tuesdayNear(r.toks[j+1].value)
		}
		return !r.isNumber(j-1) && r.at(j-1) != "el"
	}
	alone := j == 0 && (len(r.toks) == 1 || len(r.toks) == 2 && r.at(1) == ".")
	return alone || r.at(j+1) == "," && r.isNumber(j+2) || r.isNumber(j+1)
}

func (r *reader) weekdayReading(w int, next, gone bool) *day {
	d := &day{kind: weekdayOnly, weekday: w, next: next}
	nearest := r.k.weekday(w)
	switch {
	case gone:
		d.past = true
		nearest = nearest.AddDays(-7)
	case next && nearest == r.k.today:
		d.other, nearest = nearest, nearest.AddDays(7)
	case next && nearest == r.k.today.AddDays(1):
		d.other = nearest.AddDays(7)
	}
	d.from, d.to = nearest, nearest
	return d
}

// numberAfterWeekday reads the 4 of "viernes 4", "martes el día once",
// "viernes, 4" unless it is an hour or counts something.
func (r *reader) numberAfterWeekday(j int) (number, next int, ok bool) {
	start := j
	if r.at(j) == "," {
		j++
	}
	if r.is(j, "el") {
		j++
	}
	if r.is(j, "dia") {
		j++
	}
	v, n, hit := r.number(j)
	if !hit || v < 1 || v > 31 || r.hourTail(n) || r.countTail(n) || monthWord(r.at(n)) != 0 && r.at(j-1) != "," {
		return 0, start, false
	}
	if r.is(n, "de", "del") && (monthWord(r.at(n+1)) != 0 || r.isNumber(n+1)) || monthWord(r.at(n)) != 0 {
		return 0, start, false // a full date follows: merged later
	}
	if n < len(r.toks) && r.toks[n].glued && isSeparator(r.at(n)) && (r.isNumber(n+1) && r.toks[n+1].glued || monthWord(r.at(n+1)) != 0) {
		return 0, start, false
	}
	if r.toks[j].kind == wordToken && v == 1 {
		return 0, start, false
	}
	return v, n, true
}

// hourTail reports whether what follows a number makes it an hour.
func (r *reader) hourTail(n int) bool {
	if r.is(n, "h", "hs", "hrs", "hora", "horas", "am", "pm", "a.m", "p.m") {
		return true
	}
	if r.is(n, "y", "menos") && r.is(n+1, "media", "cuarto", "pico") {
		return true
	}
	if _, ok := r.matchAny(n, "de la tarde", "de la manana", "de la noche", "de la madrugada", "en punto", "p . m", "a . m"); ok {
		return true
	}
	return false
}

// countTail reports whether what follows a number says what is counted.
func (r *reader) countTail(n int) bool {
	if unitWord(r.at(n)) != noUnit || r.is(n, "€", "%", "euros", "veces", "anitos", "personas", "personitas", "ninos", "cosas", "mechas", "citas") {
		return true
	}
	return false
}

// numberedWeekday reads a weekday with its number: both right within the
// horizon, else a past day, else the number wins and the mismatch is told.
func (r *reader) numberedWeekday(w, number int) *day {
	d := &day{kind: dated, weekday: w, number: number, yearless: true}
	for n := range r.k.horizon + 1 {
		if one := r.k.today.AddDays(n); one.Day == number && one.Weekday() == w {
			d.from, d.to = one, one
			return d
		}
	}
	for n := 1; n <= 31; n++ {
		if one := r.k.today.AddDays(-n); one.Day == number && one.Weekday() == w {
			d.from, d.to, d.past = one, one, true
			return d
		}
	}
	one, ok := r.k.numbered(number)
	if !ok {
		return nil
	}
	d.from, d.to, d.mismatch = one, one, true
	d.other = nearestWeekday(one, w, r.k.today)
	return d
}

// nearestWeekday is the day with weekday w closest to d, not before floor.
func nearestWeekday(d salon.Date, w int, floor salon.Date) salon.Date {
	for _, n := range [...]int{1, -1, 2, -2, 3, -3} {
		if one := d.AddDays(n); one.Weekday() == w && !one.Before(floor) {
			return one
		}
	}
	return d.AddDays(7)
}

// dateRule reads "4 de diciembre", "marzo 3", "el 17", "día once", "21 del 3".
func (r *reader) dateRule(i int) (*day, int) {
	j, article := i, false
	if r.at(j) == "en" && monthWord(r.at(j+1)) != 0 {
		j++
	}
	for ; r.is(j, "el", "dia", "del", "al"); j++ {
		article = true
		if j-i > 2 {
			return nil, i
		}
	}
	if m := monthWord(r.at(j)); m != 0 {
		return r.monthThenNumber(i, j, m)
	}
	number, n, ok := r.ordinal(j)
	if !ok || number < 1 {
		number, n, ok = r.number(j)
	}
	if !ok || number < 1 || number > 31 {
		return nil, i
	}
	if n < len(r.toks) && r.at(n) == "-" && monthWord(r.at(n+1)) != 0 {
		n++
	}
	if d, k := r.ofThatMonth(n, number); d != nil && article {
		return d, k
	}
	if d, k := r.firstOfTwo(i, n, number); d != nil {
		return d, k
	}
	k := n
	for r.is(k, "de", "del", "d") || r.at(k) == "mes" {
		k++
	}
	if m := monthWord(r.at(k)); m != 0 {
		return r.completeDate(i, number, m, k+1)
	}
	if article && r.is(n, "del") && r.isNumber(n+1) && r.toks[n+1].value <= 12 && r.toks[n+1].digits <= 2 {
		return r.completeDate(i, number, time.Month(r.toks[n+1].value), n+2)
	}
	return r.loneNumber(i, j, n, number, article)
}

// ofThatMonth reads the rest of "el 20 del mes que viene", "el 5 de este mes".
func (r *reader) ofThatMonth(n, number int) (*day, int) {
	if !r.is(n, "de", "del") {
		return nil, n
	}
	if k, ok := r.matchAny(n, "del mes", "de mes", "del mes actual"); ok && !r.is(k, "de", "que", "proximo", "siguiente", "pasado", "anterior", "entrante") {
		if d, valid := r.k.numbered(number); valid {
			return &day{kind: numbered, from: d, to: d, number: number, yearless: true}, k
		}
		return nil, n
	}
	first, k, ok := r.monthNamed(n + 1)
	if !ok || monthWord(r.at(k-1)) != 0 || r.is(n+1, "mes") && r.at(n+2) == "de" {
		return nil, n
	}
	d, valid := validDate(first.Year, first.Month, number)
	if !valid {
		return nil, n
	}
	return r.yearSaid(oneDay(dated, d)), k
}

// firstOfTwo reads the 15 of "el 15 o el 16 de marzo": the month is said once.
func (r *reader) firstOfTwo(i, n, number int) (*day, int) {
	k := n
	for more := 0; more < 3 && r.is(k, "y", "o", "u", ","); more++ {
		k++
		for r.is(k, "el", "dia") {
			k++
		}
		v, e, ok := r.number(k)
		if !ok || v < 1 || v > 31 {
			return nil, i
		}
		k = e
	}
	if k == n || !r.is(k, "de") || monthWord(r.at(k+1)) == 0 {
		return nil, i
	}
	d, _ := r.completeDate(i, number, monthWord(r.at(k+1)), k+2)
	return d, n
}

// loneNumber reads "el 17", "día once".
func (r *reader) loneNumber(i, j, n, number int, article bool) (*day, int) {
	said := r.is(j-1, "dia")
	if !article || r.hourTail(n) || r.countTail(n) || ordinalWord(r.at(j)) != 0 {
		return nil, i
	}
	if !said && (r.toks[j].kind == wordToken && (number == 1 || !r.endsPhrase(n)) || !r.endsPhrase(n)) {
		return nil, i
	}
	if n < len(r.toks) && r.toks[n].glued && (isSeparator(r.at(n)) && r.isNumber(n+1) || r.toks[n].kind == wordToken) {
		return nil, i
	}
	d, ok := r.k.numbered(number)
	if !ok {
		return nil, i
	}
	return &day{kind: numbered, from: d, to: d, number: number, yearless: true}, n
}

// endsPhrase reports whether a noun phrase can end before i: nothing is being
// counted by the number in front.
func (r *reader) endsPhrase(i int) bool {
	if i >= len(r.toks) || r.toks[i].kind != wordToken {
		return true
	}
	switch r.at(i) {
	case "a", "al", "de", "del", "por", "en", "y", "o", "u", "que", "con", "para", "sobre", "hacia", "desde", "hasta",
		"entre", "si", "no", "mejor", "puede", "puedes", "podria", "tienes", "teneis", "hay", "me", "te", "porfa", "porfavor",
		"gracias", "hoy", "manana", "la", "las", "el", "los", "antes", "despues", "tarde", "pero", "es", "seria", "estaria",
		"mas", "ya", "quiero", "va", "voy", "vale", "viene", "como", "mismo", "podeis", "esta", "este", "durante", "tipo", "aprox", "aproximadamente", "maximo", "minimo", "cita", "solo", "tambien", "ok", "genial",
		"alli", "ahi", "pasadas", "estare", "estoy", "llego", "corte", "os", "sin", "cuando", "aunque", "porque", "jajaja":
		return true
	}
	return weekdayWord(r.at(i)) != 0 || unitWord(r.at(i)) == 0 && nextWord(r.at(i))
}

func (r *reader) monthThenNumber(i, j int, m time.Month) (*day, int) {
	number, n, ok := r.number(j + 1)
	if !ok || number < 1 || number > 31 || r.hourTail(n) || r.toks[j+1].digits > 2 || r.is(i-1, "calle", "avenida", "avda", "plaza", "paseo") {
		return nil, i
	}
	if r.is(n, "de", "del") && monthWord(r.at(n+1)) != 0 || r.toks[j].raw == "mar" && r.tuesdayNear(number) {
		return nil, i
	}
	return r.completeDate(i, number, m, n)
}

// tuesdayNear reports whether one of the next Tuesdays has that number: "mar 27"
// is then the Tuesday, not the day in March.
func (r *reader) tuesdayNear(number int) bool {
	for n := range 8 {
		if r.k.weekday(2).AddDays(7*n).Day == number {
			return true
		}
	}
	return false
}

// completeDate adds the year, when there is one, from token j on.
func (r *reader) completeDate(i, number int, m time.Month, j int) (*day, int) {
	if y, n, ok := r.year(j); ok {
		d, valid := validDate(y, m, number)
		if !valid {
			return nil, i
		}
		return r.yearSaid(oneDay(dated, d)), n
	}
	d, ok := r.k.yearless(m, number)
	if !ok {
		return nil, i
	}
	one := oneDay(dated, d)
	one.yearless = true
	r.justGone(one)
	return one, j
}

func (r *reader) yearSaid(d *day) *day {
	d.past = d.to.Before(r.k.today)
	return d
}

// justGone marks a date without a year whose next occurrence lies beyond the
// horizon while this year's has passed.
func (r *reader) justGone(d *day) {
	if r.k.today.DaysUntil(d.from) > r.k.horizon && d.from.Year > r.k.today.Year {
		if last := addMonths(d.from, -12); last.Before(r.k.today) && last.DaysUntil(r.k.today) < 270 {
			d.past = true
		}
	}
}

// year reads "de 2014", "2015", "del año 2013", ", 2014", "en 2020", "de 99".
func (r *reader) year(j int) (y, next int, ok bool) {
	k, said := j, false
	if r.at(k) == "," || r.at(k) == "-" {
		k++
	}
	for r.is(k, "de", "del", "en", "ano") {
		said = true
		k++
	}
	if r.at(k) == "dos" && r.at(k+1) == "mil" {
		if v, n, hit := r.number(k + 2); hit && v < 100 {
			return 2000 + v, n, true
		}
		return 2000, k + 2, true
	}
	if !r.isNumber(k) {
		return 0, j, false
	}
	t := r.toks[k]
	switch {
	case t.digits == 4 && t.value >= 1900 && t.value <= 2200:
		return t.value, k + 1, true
	case t.digits == 2 && said && t.value > 31 && r.at(j) != "en":
		return fullYear(t.value, 2), k + 1, true
	}
	return 0, j, false
}

// numericDate reads 4/12, 4-12-2026, 20.02.14 and "6-jul-2018".
func (r *reader) numericDate(i int) (*day, int) {
	j := i
	for r.is(j, "el", "dia", "al", "del") {
		j++
	}
	if !r.isNumber(j) || r.toks[j].digits > 2 || j+2 >= len(r.toks) || !isSeparator(r.at(j+1)) || !r.glued(j+1) || !r.glued(j+2) {
		return nil, i
	}
	sep := r.at(j + 1)
	number := r.toks[j].value
	if m := monthWord(r.at(j + 2)); m != 0 && (sep == "-" || sep == "/" || sep == ".") {
		if r.at(j+3) == sep && r.isNumber(j+4) {
			return r.datedYear(i, number, m, j+4)
		}
		return r.completeDate(i, number, m, j+3)
	}
	if !r.isNumber(j + 2) {
		return nil, i
	}
	month := r.toks[j+2].value
	if month > 12 && number <= 12 && sep == "/" {
		number, month = month, number // written the American way; no other reading
	}
	if number == 1 && month == 2 && j == i && !r.endsPhrase(j+3) {
		return nil, i // "1/2 melena"
	}
	if r.at(j+3) == sep && r.glued(j+3) && r.isNumber(j+4) && r.glued(j+4) && sep != ":" {
		return r.datedYear(i, number, time.Month(month), j+4)
	}
	if sep == "/" && month >= 1 && month <= 12 && r.toks[j+2].digits <= 2 {
		return r.completeDate(i, number, time.Month(month), j+3)
	}
	if sep == "-" && month >= 1 && month <= 12 && r.toks[j+2].digits == 2 && number > 12 {
		return r.completeDate(i, number, time.Month(month), j+3)
	}
	return nil, i
}

func (r *reader) datedYear(i, number int, m time.Month, j int) (*day, int) {
	d, ok := validDate(fullYear(r.toks[j].value, r.toks[j].digits), m, number)
	if !ok {
		return nil, i
	}
	return r.yearSaid(oneDay(dated, d)), j + 1
}

// isoDate reads 2026-11-27.
func (r *reader) isoDate(i int) (*day, int) {
	if !r.isNumber(i) || r.toks[i].digits != 4 || !r.isNumber(i+2) || !r.isNumber(i+4) ||
		!r.glued(i+1) || !r.glued(i+3) || r.at(i+1) != r.at(i+3) {
		return nil, i
	}
	d, ok := validDate(r.toks[i].value, time.Month(r.toks[i+2].value), r.toks[i+4].value)
	if !ok {
		return nil, i
	}
	return r.yearSaid(oneDay(dated, d)), i + 5
}
