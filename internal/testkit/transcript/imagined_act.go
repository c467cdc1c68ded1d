package transcript

import (
	"fmt"
	"slices"
	"time"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
)

// act carries out an action on the pretend tables.
func (w *Imagined) act(a dialog.Action) *dialog.Event {
	switch {
	case a.FindSlots != nil:
		return &dialog.Event{Slots: w.find(*a.FindSlots)}
	case a.Hold != nil:
		return &dialog.Event{Held: w.hold(*a.Hold)}
	case a.SaveCustomer != nil:
		w.save(*a.SaveCustomer)
		saved := w.customer
		return &dialog.Event{Saved: &saved}
	case a.ReleaseHold != nil:
		b := w.booking(a.ReleaseHold.BookingID)
		refused := b.Payment != salon.PaymentPending || b.Status() != salon.Provisional
		if !refused {
			expire(b)
		}
		return &dialog.Event{Release: &dialog.ReleaseResult{Refused: refused, Booking: *b}}
	case a.ReplaceLink != nil:
		b := w.booking(a.ReplaceLink.BookingID)
		if b.Payment != salon.PaymentPending || b.Status() != salon.Provisional {
			return &dialog.Event{Link: &dialog.LinkResult{Booking: *b, LinkURL: url(b)}}
		}
		w.link(b)
		return &dialog.Event{Link: &dialog.LinkResult{Replaced: true, Booking: *b, LinkURL: url(b)}}
	case a.BookingStatus != nil:
		b := w.booking(a.BookingStatus.BookingID)
		return &dialog.Event{Link: &dialog.LinkResult{Booking: *b, LinkURL: url(b)}}
	case a.Move != nil:
		return &dialog.Event{Moved: w.move(*a.Move)}
	case a.Cancel != nil:
		return &dialog.Event{Gone: w.cancel(*a.Cancel)}
	case a.Note != nil:
		w.noteDown(*a.Note)
	case a.JoinWaitlist != nil:
		w.wait(*a.JoinWaitlist)
	case a.DeclineOffer != nil:
		w.decline(a.DeclineOffer.BookingID)
	case a.StopMessages != nil:
		w.stopMessages()
	case a.HandOff != nil:
		w.owner, w.handOver = salon.OwnerHuman, string(a.HandOff.Reason)
		w.tell(salon.Notice{Kind: salon.NoticeHandover, Urgent: true, Text: a.HandOff.Summary})
		w.awaiting = staffWait{since: w.now, text: a.HandOff.Summary, StaffWait: w.salon.StaffWait(w.now, w.closures)}
		w.Rules = append(w.Rules, "summary "+a.HandOff.Summary)
	}
	return nil
}

func (w *Imagined) find(f dialog.FindSlots) *dialog.SlotsFound {
	out := &dialog.SlotsFound{Purpose: f.Purpose, Closures: w.closures}
	limit := f.Limit
	if limit == 0 {
		limit = 200
	}
	for _, q := range f.Queries {
		if q.Limit == 0 || q.Limit > limit {
			q.Limit = limit
		}
		out.Found = append(out.Found, salon.FindSlots(w.salon, w.occupancy(f.Except), q))
	}
	return out
}

func (w *Imagined) occupancy(except salon.ID) salon.Occupancy {
	occ := salon.Occupancy{Busy: map[salon.ID][]salon.Interval{}, Closures: w.closures}
	for id, blocks := range w.blocks {
		occ.Busy[id] = slices.Clone(blocks)
	}
	add := func(a salon.Appointment) {
		plan, err := w.salon.Catalogue.Plan(a.Visit)
		if err == nil && a.Status.Active() && a.ID != except {
			occ.Busy[a.StylistID] = append(occ.Busy[a.StylistID], plan.BusyAt(a.Start)...)
		}
	}
	for _, b := range w.bookings {
		if b.ID == except {
			continue
		}
		for _, a := range b.Appointments {
			add(a)
		}
	}
	for _, a := range w.foreign {
		occ.Busy[a.StylistID] = append(occ.Busy[a.StylistID], salon.Interval{Start: a.Start, End: a.End()})
	}
	return occ
}

func (w *Imagined) hold(r salon.BookingRequest) *dialog.HoldResult {
	if w.customer.ID.Empty() {
		w.save(dialog.CustomerChange{})
	}
	r.CustomerID = w.customer.ID
	ahead := 0
	for _, b := range w.bookings {
		if b.ID != r.Replaces && !b.Offered && b.Status().Active() && b.Appointments[0].Start.After(w.now) {
			ahead++
		}
	}
	if ahead >= w.salon.Policies.MaxUpcomingPerCustomer {
		return &dialog.HoldResult{TooMany: true}
	}
	taken := w.occupancy(r.Replaces)
	for _, v := range r.Visits {
		plan, err := w.salon.Catalogue.Plan(v.Visit)
		if err != nil || !salon.Fits(w.salon, taken, v.Slot, salon.Query{Plan: plan, Now: w.now}) {
			return &dialog.HoldResult{Taken: true}
		}
		taken.Busy[v.Slot.StylistID] = append(taken.Busy[v.Slot.StylistID], plan.BusyAt(v.Slot.Start)...)
	}
	w.welcome(&r)
	b, _, err := w.salon.PlanHold(r, w.now)
	if err != nil {
		return &dialog.HoldResult{Taken: true}
	}
	if old := w.booking(r.Replaces); old != nil {
		expire(old)
		if b.WaitlistID = old.WaitlistID; !b.WaitlistID.Empty() {
			w.wishOf(b.WaitlistID).status = "booked"
		}
	}
	w.number(&b)
	w.bookings = append(w.bookings, &b)
	if b.Payment == salon.PaymentPending {
		w.link(&b)
	} else {
		w.confirmed(&b)
	}
	return &dialog.HoldResult{Booking: w.copyOf(&b), LinkURL: url(&b)}
}

func (w *Imagined) save(c dialog.CustomerChange) {
	if w.customer.ID.Empty() {
		w.customer = salon.Customer{ID: "customer:1", Phone: w.contact.Phone}
	}
	if c.FirstName != "" {
		w.customer.FirstName = c.FirstName
	}
	if c.LastName != "" {
		w.customer.LastName = c.LastName
	}
}

func (w *Imagined) booking(id salon.ID) *salon.Booking {
	for _, b := range w.bookings {
		if b.ID == id {
			return b
		}
	}
	return nil
}

func (w *Imagined) link(b *salon.Booking) {
	b.LinkToken = fmt.Sprintf("token%d", len(w.links)+1)
	b.LinksSent++
	w.links = append(w.links, link{b.ID, b.LinkToken})
}

func url(b *salon.Booking) string {
	if b.LinkToken == "" {
		return ""
	}
	return "https://salon.example/pay/" + b.LinkToken
}

// expire releases a hold: the slot is free, the link void.
func expire(b *salon.Booking) {
	b.LinkToken, b.WarnAt = "", time.Time{}
	b.Payment = salon.PaymentNone
	for i := range b.Appointments {
		b.Appointments[i].Status = salon.Expired
	}
}

// Pay reports a payment of the link in force, or of the first link sent.
func (w *Imagined) Pay(first bool) error {
	if len(w.links) == 0 {
		return fmt.Errorf("no link was sent")
	}
	l := w.links[len(w.links)-1]
	if first {
		l = w.links[0]
	}
	b := w.booking(l.booking)
	fact := salon.PaymentFact{BookingID: b.ID, Provider: "sandbox", ProviderRef: "pi_" + l.token, LinkToken: l.token, Kind: salon.FactPaid, Amount: b.Deposit, At: w.now}
	outcome := w.apply(b, fact)
	return w.run(dialog.Event{Paid: &dialog.PaymentResult{Outcome: outcome, Fact: fact, Booking: *b}})
}

func (w *Imagined) apply(b *salon.Booking, fact salon.PaymentFact) salon.PaymentOutcome {
	if w.refs[fact.ProviderRef] {
		return salon.OutcomeDuplicate
	}
	w.refs[fact.ProviderRef] = true
	w.payments = append(w.payments, PaymentFact{"deposit_paid", fact.Amount})
	outcome := salon.OutcomeConfirmed
	switch {
	case b.Payment == salon.PaymentPending:
	case b.Status() == salon.Expired && w.free(b):
		outcome = salon.OutcomeRebooked
	default:
		w.payments = append(w.payments, PaymentFact{"refund", fact.Amount})
		if b.Status() != salon.Expired {
			w.tell(w.salon.NoticeOfRefund(*b, fact.Amount, w.now))
		}
		if b.Payment == salon.PaymentNone {
			b.Payment = salon.PaymentRefunded
		}
		return salon.OutcomeRefunding
	}
	b.Payment, b.HoldExpiresAt, b.WarnAt = salon.PaymentConfirmed, time.Time{}, time.Time{}
	for i := range b.Appointments {
		b.Appointments[i].Status = salon.Confirmed
		b.Appointments[i].Version++
	}
	w.confirmed(b)
	return outcome
}

func (w *Imagined) free(b *salon.Booking) bool {
	for _, other := range w.bookings {
		if other != b && other.Status() == salon.Provisional {
			return false // a correction holds another slot
		}
	}
	for _, a := range b.Appointments {
		plan, err := w.salon.Catalogue.Plan(a.Visit)
		slot := salon.Slot{StylistID: a.StylistID, Start: a.Start, Minutes: a.Minutes}
		if err != nil || !salon.Fits(w.salon, w.occupancy(b.ID), slot, salon.Query{Plan: plan, Now: w.now}) {
			return false
		}
	}
	return true
}

// Take books a slot for somebody else.
func (w *Imagined) Take(stylist string, start time.Time) error {
	w.foreign = append(w.foreign, salon.Appointment{StylistID: salon.ID(salon.KindStylist + ":" + stylist), Start: start, Minutes: 40, Status: salon.Confirmed})
	return nil
}

// Staff takes over, writes, hands back or closes.
func (w *Imagined) Staff(what string) error {
	if what != "human" {
		w.awaiting = staffWait{}
	}
	if what == "writes" {
		if what = "human"; w.owner == salon.OwnerHuman {
			return nil
		}
	}
	if what == "closed" {
		w.owner = salon.OwnerAssistant
		return w.run(dialog.Event{Closed: true})
	}
	w.owner = salon.Owner(what)
	owner := w.owner
	return w.run(dialog.Event{Owner: &owner})
}
