package sim

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"atrevete/internal/salon"
	"atrevete/internal/testkit/transcript"
)

// Ends of a conversation.
const (
	endReached  = "reached"    // the goal is in the data
	endDropped  = "dropped"    // she left it in words, and there was indeed nothing
	endHandOff  = "handed off" // a person has to do it
	endMissed   = "missed"
	endConfused = "confused" // the simulator itself could not go on
)

// judge compares the data with the goal.
func (p *play) judge() {
	f, err := p.world.Facts()
	if err != nil {
		p.fault("facts: %v", err)
		return
	}
	p.out.Goal = p.customer.goal.String()
	p.sideEffects(f)
	mine := slices.DeleteFunc(p.fresh(f), func(b transcript.BookingFact) bool { return !standing(b) })
	switch {
	case f.Owner == salon.OwnerHuman:
		p.out.End, p.out.HandOff = endHandOff, f.HandOver
	case p.gaveUp && len(mine) == 0 && p.notPossible:
		p.out.End = endDropped
	case p.gaveUp && len(mine) == 0:
		p.out.End = endMissed
		p.out.why("there was room, but it was never offered")
	case len(mine) != 1:
		p.out.End = endMissed
		p.out.why("%d bookings stand; asked last: %s", len(mine), p.last.question)
	default:
		p.out.End = endReached
		p.compare(mine[0], f)
	}
}

// fresh are the bookings of this conversation.
func (p *play) fresh(f transcript.Facts) []transcript.BookingFact {
	if p.customer.later > 0 && len(f.Bookings) > 0 {
		return slices.Clone(f.Bookings[1:])
	}
	return slices.Clone(f.Bookings)
}

// standing reports whether a booking is confirmed, or free and confirmed.
func standing(b transcript.BookingFact) bool {
	return slices.ContainsFunc(b.Appointments, func(a transcript.AppointmentFact) bool { return a.Status == salon.Confirmed })
}

// compare checks the one booking that stands against the goal.
func (p *play) compare(b transcript.BookingFact, f transcript.Facts) {
	g := &p.customer.goal
	miss := func(format string, args ...any) {
		p.out.End = endMissed
		p.out.why(format, args...)
	}
	plan, err := g.plan(p.shop)
	if err != nil {
		miss("goal: %v", err)
		return
	}
	if len(b.Appointments) != 1 {
		miss("%d appointments in the booking", len(b.Appointments))
		return
	}
	a := b.Appointments[0]
	day, hour := local(p.shop, a.Start)
	if !sameSet(a.Services, g.slugs()) {
		miss("services %v, want %v", a.Services, g.slugs())
	}
	if p.chosen == nil || p.chosen.day != day || p.chosen.at != hour || p.chosen.stylist != a.Stylist {
		miss("booked %s %s with %s, chose %+v", day, hour, a.Stylist, p.chosen)
	}
	if a.Price != plan.Price || a.Minutes != plan.Minutes {
		miss("%d min, %d cents; want %d min, %d cents", a.Minutes, a.Price, plan.Minutes, plan.Price)
	}
	deposit := deposit(p.shop, plan)
	status := salon.PaymentConfirmed
	if deposit == 0 {
		status = salon.PaymentNone
	}
	if b.Deposit != deposit || b.Payment != status {
		miss("deposit %d %s, want %d %s", b.Deposit, b.Payment, deposit, status)
	}
	p.compareCustomer(f, miss)
}

func (p *play) compareCustomer(f transcript.Facts, miss func(string, ...any)) {
	c := p.customer
	if salon.Fold(f.Customer.FirstName) != salon.Fold(c.first) {
		miss("first name %q, is %q", f.Customer.FirstName, c.first)
	}
	if last := salon.Fold(f.Customer.LastName); last != salon.Fold(c.last) && !(c.noSurname && last == "") {
		miss("surname %q, is %q", f.Customer.LastName, c.last)
	}
}

// deposit is a fifth of the price, rounded half up, as the policy says.
func deposit(shop *salon.Salon, plan salon.Plan) salon.Money {
	if !plan.Deposit {
		return 0
	}
	return (plan.Price*salon.Money(shop.Policies.DepositPercent) + 50) / 100
}

func sameSet(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

// sideEffects looks for anything that nobody asked for.
func (p *play) sideEffects(f transcript.Facts) {
	bad := func(format string, args ...any) {
		p.out.SideEffects = append(p.out.SideEffects, fmt.Sprintf(format, args...))
		p.out.why("side effect: "+format, args...)
	}
	if p.customer.later > 0 && (len(f.Bookings) == 0 || f.Bookings[0].Appointments[0].Status != salon.Confirmed) {
		bad("the appointment she had is touched")
	}
	active := 0
	for _, b := range p.fresh(f) {
		for _, a := range b.Appointments {
			switch a.Status {
			case salon.Provisional, salon.Confirmed:
				active++
			case salon.Expired:
			default:
				bad("an appointment is %s", a.Status)
			}
		}
	}
	if active > 1 {
		bad("%d active appointments", active)
	}
	paid, back := 0, 0
	for _, row := range f.Payments {
		switch row.Kind {
		case "deposit_paid":
			paid++
		default:
			back++
		}
	}
	if want := map[bool]int{true: 1}[p.paid]; paid != want || back > 0 {
		bad("%d payments and %d refunds, she paid %d", paid, back, want)
	}
}

var (
	leftovers  = regexp.MustCompile(`\{\{|\}\}|<no value>|<nil>|%!|\*\*|\d{4}-\d\d-\d\d|[0-9a-f]{8}-[0-9a-f]{4}|service:|stylist:|booking:|\bCliente\b`)
	statements = regexp.MustCompile(`(?i)[^.!?¿\n]*\b(confirmad[ao]s?|reservad[ao]s?|cancelad[ao]s?|anulad[ao]s?|devuelto|te devolvemos|cambiad[ao])\b[^.!?\n]*[.!?]?`)
	emojis     = regexp.MustCompile(`[\x{1F300}-\x{1FAFF}\x{2600}-\x{27BF}]`)
)

// checkTexts looks at the words of a turn: claims without a row, leftovers,
// too many emojis or questions.
func (p *play) checkTexts(texts []string) {
	if len(texts) == 0 {
		return
	}
	f, err := p.world.Facts()
	if err != nil {
		p.fault("facts: %v", err)
		return
	}
	for _, text := range texts {
		if m := leftovers.FindString(text); m != "" {
			p.text("leftover %q", m)
		}
		if n := len(emojis.FindAllString(text, -1)); n > 2 {
			p.text("%d emojis", n)
		}
		if n := strings.Count(text, "¿"); n > 1 {
			p.text("%d questions in one message", n)
		}
		for _, claim := range statements.FindAllString(text, -1) {
			p.claim(claim, text, f)
		}
	}
}

// claim holds a statement of success against the rows.
func (p *play) claim(claim, text string, f transcript.Facts) {
	folded := salon.Fold(claim)
	if strings.Contains(claim, "?") || strings.Contains(folded, "si cancelas") {
		return
	}
	has := func(status salon.AppointmentStatus) bool {
		for _, b := range f.Bookings {
			for _, a := range b.Appointments {
				_, hour := local(p.shop, a.Start)
				if a.Status == status && strings.Contains(text, hour.String()) && strings.Contains(text, p.stylistName(a.Stylist)) {
					return true
				}
			}
		}
		return false
	}
	refunds := slices.ContainsFunc(f.Payments, func(r transcript.PaymentFact) bool { return r.Kind == "refund" })
	ok := true
	switch {
	case strings.Contains(folded, "confirmad"), strings.Contains(folded, "reservad"):
		ok = has(salon.Confirmed)
	case strings.Contains(folded, "cancelad"), strings.Contains(folded, "anulad"):
		ok = has(salon.Cancelled)
	case strings.Contains(folded, "devuelto"), strings.Contains(folded, "devolvemos"):
		ok = refunds
	}
	if !ok {
		p.out.FalseSuccesses = append(p.out.FalseSuccesses, strings.TrimSpace(claim))
		p.out.why("false success: %s", strings.TrimSpace(claim))
	}
}

func (p *play) text(format string, args ...any) {
	p.out.TextFaults = append(p.out.TextFaults, fmt.Sprintf(format, args...))
	p.out.note("   ✗ "+format, args...)
}
