package transcript

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"atrevete/internal/salon"
)

// Facts are the data a transcript asserts.
type Facts struct {
	Customer  salon.Customer // zero: no row
	Prefers   string         // slug of her preferred stylist
	Bookings  []BookingFact  // of the customer, in order of creation
	Payments  []PaymentFact
	Owner     salon.Owner
	HandOver  string // reason of the last one
	Links     int    // sent for the last booking
	People    []PersonFact
	Notices   []NoticeFact // since the first line
	Reminders int          // since the first line
	Waitlist  []WaitFact
}

// BookingFact is a booking with its appointments.
type BookingFact struct {
	Deposit      salon.Money
	Payment      salon.PaymentStatus
	Appointments []AppointmentFact
}

// AppointmentFact is an appointment row, with slugs in place of ids.
type AppointmentFact struct {
	Status      salon.AppointmentStatus
	Stylist     string
	Start       time.Time
	Minutes     int
	Price       salon.Money
	Services    []string // or the pack's slug alone
	For         string   // full name of who comes
	History     []string // moved by customer, late move, cancelled by customer, late cancellation
	Attendance  string   // unknown, yes, no
	LateMinutes int
	RemindAt    time.Time // zero: no reminder is due
	Reminded    bool
}

// PaymentFact is a row of the ledger.
type PaymentFact struct {
	Kind   string
	Amount salon.Money
}

// PersonFact is a row of customers.
type PersonFact struct {
	Name     string
	Phone    string
	Referred bool // by the writer
}

// NoticeFact is something a stylist or the team is told.
type NoticeFact struct {
	Kind   string
	To     string // a stylist's slug, or "team"
	Urgent bool
	Text   string
}

// WaitFact is a row of the waitlist.
type WaitFact struct {
	Status   string
	From, To salon.Date
	Stylist  string // slug, or "any"
	Services []string
}

// The words of an appointment's history.
const (
	HistoryMoved         = "moved by customer"
	HistoryLateMove      = "late move"
	HistoryCancelled     = "cancelled by customer"
	HistoryLateCancelled = "late cancellation"
)

// finish checks the final data.
func (r *runner) finish() error {
	facts, err := r.world.Facts()
	if err != nil {
		return err
	}
	for _, l := range r.final {
		if got, ok := r.holds(l, facts); !ok {
			r.fail(l, "want %s; have %s", strings.Join(l.words, " "), got)
		}
	}
	return nil
}

// holds reports whether a final line is true, and what is there instead.
func (r *runner) holds(l line, f Facts) (string, bool) {
	rest := strings.Join(l.words[1:], " ")
	same := func(got string) (string, bool) { return got, got == rest }
	switch l.words[0] {
	case "appointment":
		return r.appointmentHolds(rest, f.appointments())
	case "appointments":
		return same(strconv.Itoa(len(f.appointments())))
	case "deposit":
		if len(f.Bookings) == 0 {
			return "no booking", false
		}
		last := f.Bookings[len(f.Bookings)-1]
		return same(amount(last.Deposit) + " " + string(last.Payment))
	case "payment":
		var lines []string
		for _, p := range f.Payments {
			lines = append(lines, p.Kind+" "+amount(p.Amount))
		}
		return strings.Join(append(lines, "no more"), "; "), slices.Contains(lines, rest)
	case "payments":
		return same(strconv.Itoa(len(f.Payments)))
	case "customer":
		if f.Customer.ID.Empty() {
			return same("none")
		}
		return same(strconv.Quote(f.Customer.FullName()))
	case "spent":
		return same(amount(f.Customer.TotalSpent))
	case "owner":
		return same(string(f.Owner))
	case "handover":
		return same(orNone(f.HandOver))
	case "links":
		return same(strconv.Itoa(f.Links))
	}
	return r.peopleHold(l, rest, f)
}

// peopleHold is holds for what is about people: guests, staff, who waits.
func (r *runner) peopleHold(l line, rest string, f Facts) (string, bool) {
	switch l.words[0] {
	case "prefers":
		return orNone(f.Prefers), orNone(f.Prefers) == rest
	case "people":
		return strconv.Itoa(len(f.People)), rest == strconv.Itoa(len(f.People))
	case "person":
		var lines []string
		for _, p := range f.People {
			text := strconv.Quote(p.Name)
			if p.Phone != "" {
				text += " " + p.Phone
			}
			if p.Referred {
				text += " referred"
			}
			lines = append(lines, text)
		}
		return strings.Join(lines, "; "), slices.Contains(lines, rest)
	case "notice":
		return noticeHolds(l, f.Notices)
	case "notices":
		return fmt.Sprintf("%d: %s", len(f.Notices), noticeLines(f.Notices)), rest == strconv.Itoa(len(f.Notices))
	case "reminders":
		return strconv.Itoa(f.Reminders), rest == strconv.Itoa(f.Reminders)
	case "waitlist":
		lines := []string{}
		for _, w := range f.Waitlist {
			lines = append(lines, fmt.Sprintf("%s %s %s %s %s", w.Status, w.From, w.To, w.Stylist, strings.Join(w.Services, " ")))
		}
		if len(lines) == 0 {
			lines = append(lines, "none")
		}
		return strings.Join(lines, "; "), slices.Contains(lines, rest)
	}
	return "an unknown assertion", false
}

// appointments are the rows of all bookings.
func (f Facts) appointments() []AppointmentFact {
	var rows []AppointmentFact
	for _, b := range f.Bookings {
		rows = append(rows, b.Appointments...)
	}
	return rows
}

// appointmentHolds looks for a row that is as the line says, with everything it
// asks for behind the bars.
func (r *runner) appointmentHolds(rest string, rows []AppointmentFact) (string, bool) {
	parts := strings.Split(rest, " | ")
	lines := make([]string, len(rows))
	for i, a := range rows {
		lines[i] = r.appointmentLine(a)
		if lines[i] == parts[0] && !slices.ContainsFunc(parts[1:], func(p string) bool { return !r.isTrueOf(a, p) }) {
			return "", true
		}
		if len(parts) > 1 {
			lines[i] += " | " + r.details(a)
		}
	}
	return strings.Join(append(lines, "no more"), "; "), false
}

func (r *runner) appointmentLine(a AppointmentFact) string {
	start := a.Start.In(r.loc)
	end := start.Add(time.Duration(a.Minutes) * time.Minute)
	return fmt.Sprintf("%s %s %s-%s %s %s %s", a.Status, start.Format(time.DateOnly), salon.ClockOf(start), salon.ClockOf(end),
		a.Stylist, amount(a.Price), strings.Join(a.Services, " "))
}

// isTrueOf reports whether an appointment is as one detail of the line says.
func (r *runner) isTrueOf(a AppointmentFact, detail string) bool {
	word, rest, _ := strings.Cut(strings.TrimSpace(detail), " ")
	switch word {
	case "moved":
		if rest == "" {
			rest = "1"
		}
		return rest == strconv.Itoa(a.moves())
	case "history":
		return slices.Contains(a.History, rest)
	case "attendance":
		return rest == a.Attendance
	case "late":
		return rest == strconv.Itoa(a.LateMinutes)
	case "remind":
		return rest == r.remindTime(a)
	case "reminded":
		return a.Reminded
	case "not":
		return rest == "reminded" && !a.Reminded
	case "for":
		return rest == strconv.Quote(a.For)
	}
	return false
}

// details are everything a line may ask for behind the bar.
func (r *runner) details(a AppointmentFact) string {
	reminded := "not reminded"
	if a.Reminded {
		reminded = "reminded"
	}
	text := fmt.Sprintf("moved %d | attendance %s | late %d | remind %s | %s | for %q",
		a.moves(), a.Attendance, a.LateMinutes, r.remindTime(a), reminded, a.For)
	for _, h := range a.History {
		text += " | history " + h
	}
	return text
}

func (r *runner) remindTime(a AppointmentFact) string {
	if a.RemindAt.IsZero() {
		return "none"
	}
	at := a.RemindAt.In(r.loc)
	return at.Format(time.DateOnly) + " " + salon.ClockOf(at).String()
}

// moves counts how often the appointment was moved.
func (a AppointmentFact) moves() int {
	n := 0
	for _, h := range a.History {
		if h == HistoryMoved || h == HistoryLateMove {
			n++
		}
	}
	return n
}

// noticeHolds looks for a notice of the line's kind, reader and urgency that
// says all of its literals.
func noticeHolds(l line, all []NoticeFact) (string, bool) {
	var literals []string
	for _, m := range regexp.MustCompile("`([^`]*)`").FindAllStringSubmatch(l.text, -1) {
		literals = append(literals, salon.Fold(m[1]))
	}
	w := l.words
	urgent := len(w) > 3 && w[3] == "urgent"
	for _, n := range all {
		text := salon.Fold(n.Text)
		missing := func(literal string) bool { return !strings.Contains(text, literal) }
		if len(w) > 2 && n.Kind == w[1] && n.To == w[2] && n.Urgent == urgent && !slices.ContainsFunc(literals, missing) {
			return "", true
		}
	}
	return noticeLines(all), false
}

func noticeLines(all []NoticeFact) string {
	var lines []string
	for _, n := range all {
		text := n.Kind + " " + n.To
		if n.Urgent {
			text += " urgent"
		}
		lines = append(lines, text+" «"+n.Text+"»")
	}
	return strings.Join(append(lines, "no more"), "; ")
}

func orNone(text string) string {
	if text == "" {
		return "none"
	}
	return text
}

func amount(m salon.Money) string { return fmt.Sprintf("%d.%02d", m/100, m%100) }
