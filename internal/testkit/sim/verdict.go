package sim

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

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
	if p.chosen != nil && p.payments == len(p.kept) {
		p.keep() // free of charge, or moved
	}
	p.out.Goal = p.customer.goal.String()
	p.sideEffects(f)
	mine := slices.DeleteFunc(p.fresh(f), func(b transcript.BookingFact) bool { return !standing(b) })
	switch kind := p.customer.kind; {
	case kind == Late:
		p.judgeLate(f)
	case f.Owner == salon.OwnerHuman:
		p.out.End, p.out.HandOff = endHandOff, f.HandOver
	case kind == Ask:
		p.judgeAnswer(mine)
	case kind == Leave && len(mine) == 0, p.gaveUp && len(mine) == 0 && p.notPossible:
		p.out.End = endDropped
	case p.gaveUp && len(mine) == 0:
		p.miss("there was room, but it was never offered")
	case kind == Wait:
		p.judgeWaiting(f, mine)
	case p.customer.reply == replyYes:
		p.judgeAttendance(f)
	case p.customer.moves():
		p.judgeMove(f)
	case p.customer.cancels():
		p.judgeCancel(f)
	case len(mine) != p.wants() || !p.adopt(mine):
		p.miss("%d bookings stand, %d were agreed; asked last: %s", len(mine), len(p.kept), p.last.question)
	default:
		p.out.End = endReached
		for i := range mine {
			p.compare(mine[i], p.kept[i])
		}
		p.compareCustomer(f)
	}
}

// adopt takes a start that was booked without a choice for chosen, if it will
// do: the wish left only that one. It reports whether every booking is accounted for.
func (p *play) adopt(mine []transcript.BookingFact) bool {
	if len(p.kept) == len(mine)-1 {
		a := mine[len(mine)-1].Appointments[0]
		day, hour := local(p.shop, a.Start)
		if o := (offer{day: day, at: hour, stylist: a.Stylist}); p.customer.goal.accepts(o) {
			p.kept = append(p.kept, kept{p.customer.goal, o})
		}
	}
	return len(p.kept) == len(mine)
}

// miss says why the goal was not reached.
func (p *play) miss(format string, args ...any) {
	p.out.End = endMissed
	p.out.why(format, args...)
}

// wants is how many bookings she came for.
func (p *play) wants() int {
	if p.customer.kind == Split {
		return 2
	}
	return 1
}

func (p *play) judgeAnswer(mine []transcript.BookingFact) {
	p.out.End = endReached
	if !p.answered() {
		p.miss("the answer lacks %v", p.customer.question.facts)
	}
	if len(mine) > 0 {
		p.miss("a question became a booking")
	}
}

// judgeMove: the same row at a start that will do, the deposit as it was.
func (p *play) judgeMove(f transcript.Facts) {
	p.out.End = endReached
	was, now := p.before.Bookings[0], f.Bookings[0]
	a := now.Appointments[0]
	day, hour := local(p.shop, a.Start)
	o := offer{day: day, at: hour, stylist: a.Stylist}
	switch {
	case a.Status != salon.Confirmed || a.Start.Equal(was.Appointments[0].Start):
		p.miss("the appointment is %s at %s %s; asked last: %s", a.Status, day, hour, p.last.question)
	case len(p.kept) > 0 && (p.kept[0].chosen.day != day || p.kept[0].chosen.at != hour || p.kept[0].chosen.stylist != a.Stylist):
		p.miss("moved to %s %s with %s, chose %+v", day, hour, a.Stylist, p.kept[0].chosen)
	case !p.customer.goal.accepts(o):
		p.miss("moved to %s %s with %s, which will not do", day, hour, a.Stylist)
	}
	if now.Deposit != was.Deposit || now.Payment != was.Payment || !sameSet(a.Services, was.Appointments[0].Services) {
		p.miss("the move changed the booking: %+v", now)
	}
}

// judgeCancel: cancelled, and the deposit refunded or forfeited by the clock.
func (p *play) judgeCancel(f transcript.Facts) {
	p.out.End = endReached
	b := f.Bookings[0]
	left := p.customer.target.Start.Sub(p.now)
	want := salon.PaymentRefunded
	if left <= time.Duration(p.shop.Policies.RefundThresholdHours)*time.Hour {
		want = salon.PaymentForfeited
	}
	if b.Appointments[0].Status != salon.Cancelled {
		p.miss("the appointment is %s; asked last: %s", b.Appointments[0].Status, p.last.question)
	} else if b.Payment != want {
		p.miss("the deposit is %s, want %s", b.Payment, want)
	}
}

// fresh are the bookings of this conversation.
func (p *play) fresh(f transcript.Facts) []transcript.BookingFact {
	return slices.Clone(f.Bookings[min(len(p.before.Bookings), len(f.Bookings)):])
}

// standing reports whether a booking is confirmed, or free and confirmed.
func standing(b transcript.BookingFact) bool {
	return slices.ContainsFunc(b.Appointments, func(a transcript.AppointmentFact) bool { return a.Status == salon.Confirmed })
}

// compare checks a booking that stands against what was wanted and chosen.
func (p *play) compare(b transcript.BookingFact, k kept) {
	g, miss := &k.goal, p.miss
	plan, err := g.plan(p.shop)
	if err != nil {
		miss("goal: %v", err)
		return
	}
	if p.customer.party != nil {
		p.compareGroup(b, k)
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
	if k.chosen.day != day || k.chosen.at != hour || k.chosen.stylist != a.Stylist {
		miss("booked %s %s with %s, chose %+v", day, hour, a.Stylist, k.chosen)
	}
	if guest := p.customer.guest; guest != nil && salon.Fold(a.For) != salon.Fold(guest.first+" "+guest.last) {
		miss("it is for %q, want %s %s", a.For, guest.first, guest.last)
	} else if own := p.customer.first; guest == nil && a.For != "" && !strings.HasPrefix(salon.Fold(a.For), salon.Fold(own)) {
		miss("it is for %q, want %s", a.For, own)
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
}

func (p *play) compareCustomer(f transcript.Facts) {
	c, miss := p.customer, p.miss
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
	for i, was := range p.before.Bookings {
		if target := i == 0 && p.customer.target != nil; !target && fmt.Sprint(f.Bookings[i]) != fmt.Sprint(was) {
			bad("an appointment she had is touched: %v", f.Bookings[i])
		}
	}
	active := 0
	for _, b := range p.fresh(f) {
		for _, a := range b.Appointments {
			switch a.Status {
			case salon.Provisional:
				if p.gaveUp && f.Owner != salon.OwnerHuman {
					bad("something is held although she left")
				}
				active++
			case salon.Confirmed:
				active++
			case salon.Expired:
			default:
				bad("an appointment is %s", a.Status)
			}
		}
	}
	if wanted := p.wants(); active > wanted && !(p.customer.party != nil && active == 2*wanted) {
		bad("%d active appointments", active)
	}
	paid, back := 0, 0
	for _, row := range f.Payments[min(len(p.before.Payments), len(f.Payments)):] {
		switch row.Kind {
		case "deposit_paid":
			paid++
		default:
			back++
		}
	}
	if paid != p.payments || back > 0 && !p.customer.cancels() {
		bad("%d payments and %d refunds, she paid %d", paid, back, p.payments)
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
	conditional := strings.Contains(folded, "si cancelas") || strings.Contains(folded, "si la cancelas") || strings.Contains(folded, "al cancelar")
	if strings.Contains(claim, "?") || conditional {
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
