package transcript

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"atrevete/internal/salon"
	"atrevete/internal/seed"
)

// Setup is the world before the first word.
type Setup struct {
	Now          time.Time
	Seed         salon.Seed // the salon's data with the transcript's changes
	Profile      string     // the contact's profile name
	Phone        string
	Known        *salon.Customer // nil: new; no ID
	Prefers      string          // slug of her preferred stylist
	Blocks       []Block
	Appointments []Planned
	Persons      []Person
	Busy         []Block  // appointments of somebody else
	Gone         []string // slugs of services that are not offered any more
}

// Block is a stretch in which a stylist is taken.
type Block struct {
	Stylist string // slug
	salon.Interval
}

// Planned is an appointment the customer has already.
type Planned struct {
	Status   salon.AppointmentStatus
	Stylist  string // slug
	Start    time.Time
	Services []string // slugs; one pack's slug stands alone
	Minutes  int
	For      string    // full name of who comes; empty: the customer
	Booked   time.Time // when it was booked and paid
	With     bool      // part of the booking of the one before
}

// Person is somebody the salon knows besides the customer.
type Person struct {
	Name     string
	Referred bool // by the customer
}

// builder works a Setup out of the set-up lines.
type builder struct {
	Setup
	loc   *time.Location
	free  map[salon.Date]map[string][]salon.Hours // windows by day and stylist
	taken [][2]salon.Date
}

// Setup builds the world a transcript starts from: the demonstration salon with
// the transcript's changes.
func (t *Transcript) Setup() (Setup, error) {
	parsed, faults := salon.ParseSeed(seed.Demo())
	if len(faults) > 0 {
		return Setup{}, fmt.Errorf("demonstration salon: %w", faults[0])
	}
	loc, err := time.LoadLocation(parsed.Timezone)
	if err != nil {
		return Setup{}, fmt.Errorf("time zone: %w", err)
	}
	b := &builder{loc: loc, free: map[salon.Date]map[string][]salon.Hours{}}
	b.Seed = parsed
	for _, l := range t.setup {
		if err := b.line(l); err != nil {
			return Setup{}, fmt.Errorf("%s:%d: %w", t.Name, l.no, err)
		}
	}
	if b.Now.IsZero() || b.Phone == "" {
		return Setup{}, fmt.Errorf("%s: a transcript needs a clock and a customer", t.Name)
	}
	if err := b.finishAppointments(); err != nil {
		return Setup{}, fmt.Errorf("%s: %w", t.Name, err)
	}
	b.block()
	return b.Setup, nil
}

func (b *builder) line(l line) error {
	w := l.words
	if need := map[string]int{
		"clock": 3, "customer": 4, "open": 3, "works": 4, "only": 3, "closure": 2, "free": 4, "taken": 3, "policy": 3,
		"appointment": 6, "with": 5, "person": 2, "prefers": 2, "gone": 2, "busy": 4,
	}[w[0]]; need == 0 {
		return fmt.Errorf("%q is not a word of the set-up", w[0])
	} else if len(w) < need {
		return fmt.Errorf("%q needs %d words", w[0], need)
	}
	switch w[0] {
	case "clock":
		return b.clock(w)
	case "customer":
		return b.customer(l)
	case "open":
		return setHours(b.Seed.Opening, w[1], w[2:])
	case "works":
		s, err := b.stylist(w[1])
		if err != nil {
			return err
		}
		return setHours(s.Hours, w[2], w[3:])
	case "only":
		s, err := b.stylist(w[1])
		if err != nil {
			return err
		}
		s.Categories = []salon.Category{salon.Category(w[2])}
	case "closure":
		d, err := salon.ParseDate(w[1])
		if err != nil {
			return err
		}
		b.Seed.Closures = append(b.Seed.Closures, salon.SeedClosure{Date: d, Name: strings.Join(w[2:], " "), Scope: "local"})
	case "free":
		return b.addFree(w)
	case "taken":
		from, err := salon.ParseDate(w[1])
		if err != nil {
			return err
		}
		to, err := salon.ParseDate(w[2])
		if err != nil {
			return err
		}
		b.taken = append(b.taken, [2]salon.Date{from, to})
	case "policy":
		return b.policy(w[1], w[2])
	default:
		return b.known(l)
	}
	return nil
}

func (b *builder) clock(w []string) error {
	at, err := b.instant(w[1], w[2])
	b.Now = at
	return err
}

func (b *builder) instant(day, hour string) (time.Time, error) {
	d, err := salon.ParseDate(day)
	if err != nil {
		return time.Time{}, err
	}
	c, err := clockTime(hour)
	return d.At(c, b.loc), err
}

// clockTime reads "9:30" as well as "09:30".
func clockTime(s string) (salon.ClockTime, error) {
	if len(s) == len("9:30") {
		s = "0" + s
	}
	return salon.ParseClock(s)
}

func hours(s string) (salon.Hours, error) {
	from, to, ok := strings.Cut(s, "-")
	if !ok {
		return salon.Hours{}, fmt.Errorf("%q is not HH:MM-HH:MM", s)
	}
	start, err := clockTime(from)
	if err != nil {
		return salon.Hours{}, err
	}
	end, err := clockTime(to)
	return salon.Hours{Start: start, End: end}, err
}

func setHours(week salon.WeekHours, day string, ranges []string) error {
	n := slices.Index([]string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"}, day) + 1
	if n == 0 {
		return fmt.Errorf("%q is not a weekday (mon … sun)", day)
	}
	week[n] = nil
	for _, r := range ranges {
		if r == "closed" {
			continue
		}
		h, err := hours(r)
		if err != nil {
			return err
		}
		week[n] = append(week[n], h)
	}
	return nil
}

func (b *builder) customer(l line) error {
	m := regexp.MustCompile(`^customer (new|known) "([^"]*)" (\+\d+)$`).FindStringSubmatch(l.text)
	if m == nil {
		return fmt.Errorf(`a customer is: customer new|known "Name" +PHONE`)
	}
	b.Profile, b.Phone = m[2], m[3]
	if m[1] == "known" {
		first, last, _ := strings.Cut(m[2], " ")
		b.Known = &salon.Customer{Phone: m[3], FirstName: first, LastName: last}
	}
	return nil
}

func (b *builder) stylist(slug string) (*salon.Stylist, error) {
	i := slices.IndexFunc(b.Seed.Team, func(s salon.Stylist) bool { return s.Slug == slug })
	if i < 0 {
		return nil, fmt.Errorf("nobody is called %q", slug)
	}
	return &b.Seed.Team[i], nil
}

func (b *builder) addFree(w []string) error {
	d, err := salon.ParseDate(w[1])
	if err != nil {
		return err
	}
	if _, err := b.stylist(w[2]); err != nil {
		return err
	}
	if b.free[d] == nil {
		b.free[d] = map[string][]salon.Hours{}
	}
	for _, r := range w[3:] {
		h, err := hours(r)
		if err != nil {
			return err
		}
		b.free[d][w[2]] = append(b.free[d][w[2]], h)
	}
	return nil
}

func (b *builder) policy(key, value string) error {
	n, err := strconv.Atoi(value)
	if err != nil {
		return fmt.Errorf("policy %s: %w", key, err)
	}
	values := b.Seed.Policies.Map()
	values[key] = n
	b.Seed.Given[key] = true
	b.Seed.Policies, err = salon.PoliciesFrom(values)
	return err
}

// block takes everything that is not free on the days that are described.
func (b *builder) block() {
	days := map[salon.Date]bool{}
	for d := range b.free {
		days[d] = true
	}
	for _, r := range b.taken {
		for d := r[0]; !d.After(r[1]); d = d.AddDays(1) {
			days[d] = true
		}
	}
	ordered := make([]salon.Date, 0, len(days))
	for d := range days {
		ordered = append(ordered, d)
	}
	slices.SortFunc(ordered, salon.Date.Compare)
	for _, d := range ordered {
		for _, s := range b.Seed.Team {
			b.blockDay(d, s.Slug)
		}
	}
}

func (b *builder) blockDay(d salon.Date, stylist string) {
	windows := append(slices.Clone(b.free[d][stylist]), b.own(d, stylist)...)
	slices.SortFunc(windows, func(x, y salon.Hours) int { return int(x.Start - y.Start) })
	windows = append(windows, salon.Hours{Start: 24 * 60, End: 24 * 60})
	from := salon.ClockTime(0)
	for _, w := range windows {
		if w.Start > from {
			b.Blocks = append(b.Blocks, Block{stylist, salon.Interval{Start: d.At(from, b.loc), End: d.At(w.Start, b.loc)}})
		}
		from = max(from, w.End)
	}
}
