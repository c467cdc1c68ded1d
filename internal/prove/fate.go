package prove

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/google/uuid"

	"atrevete/internal/dialog"
	"atrevete/internal/payment"
	"atrevete/internal/salon"
)

// plan draws what becomes of a hold.
func (s *storm) plan(r *rand.Rand, b salon.Booking, request salon.BookingRequest) {
	if b.Payment != salon.PaymentPending {
		s.booked.add(b.ID)
		return
	}
	life := b.HoldExpiresAt.Sub(s.clock.Now())
	soon := s.clock.Now().Add(time.Duration(r.Int64N(int64(max(life, time.Minute)))))
	switch n := r.IntN(100); {
	case n < 35: // pays in time
		s.deeds.add(soon, func(ctx context.Context, r *rand.Rand) error { return s.pay(ctx, r, b.LinkToken, 0) })
	case n < 47: // pays in time; the news comes when the hold is over
		s.deeds.add(soon, func(ctx context.Context, r *rand.Rand) error { return s.pay(ctx, r, b.LinkToken, life) })
	case n < 52: // opens the page, is sent another link, pays both
		s.deeds.add(soon, func(ctx context.Context, r *rand.Rand) error { return s.payTwice(ctx, r, b) })
	case n < 60:
		s.deeds.add(soon, func(ctx context.Context, _ *rand.Rand) error {
			_, err := s.store.ReleaseBooking(ctx, b.ID, s.clock.Now())
			if err == nil {
				s.count.released.Add(1)
			}
			return err
		})
	case n < 68: // another hour instead, before paying
		s.deeds.add(soon, func(ctx context.Context, r *rand.Rand) error { return s.replace(ctx, r, b, request) })
	}
	// The others forget about it.
}

// pay opens the checkout of a link and pays; the bank's reports follow, once or
// more often, with a delay.
func (s *storm) pay(ctx context.Context, r *rand.Rand, link string, delay time.Duration) error {
	session, err := s.open(ctx, link)
	if err != nil {
		return err
	}
	fact, ok := s.bank.capture(session)
	if !ok {
		return nil // it ended meanwhile: the customer sees that it can no longer be paid
	}
	for range 1 + max(0, r.IntN(10)-6) { // mostly once, sometimes up to four times
		at := s.clock.Now().Add(delay + time.Duration(r.IntN(20))*time.Minute)
		s.deeds.add(at, func(ctx context.Context, r *rand.Rand) error { return s.hear(ctx, r, fact) })
	}
	if r.IntN(20) == 0 { // events may overtake each other: its end, which is none
		ended := fact
		ended.Kind, ended.ProviderRef, ended.Amount = salon.FactExpired, "", 0
		s.deeds.add(s.clock.Now(), func(ctx context.Context, r *rand.Rand) error { return s.hear(ctx, r, ended) })
	}
	return nil
}

// patienceAtPage is how often a customer presses the button when the bank is busy.
const patienceAtPage = 6

// open begins the checkout of a link as its page does, and returns the session.
func (s *storm) open(ctx context.Context, link string) (string, error) {
	cashier := payment.Cashier{Store: s.store, Checkout: s.bank, Clock: s.clock.Now, RealTime: s.RealTime, PublicURL: publicURL}
	for range patienceAtPage {
		address, err := cashier.Begin(ctx, link)
		if err == nil {
			return s.bank.sessionAt(address), nil
		}
		if !errors.Is(err, payment.ErrRetry) {
			return "", fmt.Errorf("opening a checkout: %w", err)
		}
	}
	return "", nil // the bank would not: the customer goes away
}

// payTwice pays by two links of one booking. The first stays payable until the
// bank hears that its session is over.
func (s *storm) payTwice(ctx context.Context, r *rand.Rand, b salon.Booking) error {
	first, err := s.open(ctx, b.LinkToken)
	if err != nil {
		return err
	}
	again, err := s.store.ReplaceLink(ctx, b.ID)
	if err != nil {
		return err
	}
	if fact, ok := s.bank.capture(first); ok {
		s.count.double.Add(1)
		s.deeds.add(s.clock.Now().Add(time.Minute), func(ctx context.Context, r *rand.Rand) error { return s.hear(ctx, r, fact) })
	}
	return s.pay(ctx, r, again.LinkToken, 0)
}

// hear takes a report of the bank: through the inbox and a turn as in the
// product, or straight to the ledger, where it meets the others at once.
func (s *storm) hear(ctx context.Context, r *rand.Rand, fact salon.PaymentFact) error {
	whole := fact
	again := func(ctx context.Context, r *rand.Rand) error { return s.hear(ctx, r, whole) }
	if r.IntN(4) == 0 { // only the session is told, or only the link
		fact.BookingID = ""
		if r.IntN(2) == 0 && fact.LinkToken != "" {
			fact.SessionID = ""
		}
	}
	if r.IntN(2) == 0 {
		err := s.hearInInbox(ctx, r, whole.BookingID, fact)
		if err != nil {
			s.deeds.add(s.clock.Now().Add(time.Minute), again)
		}
		return err
	}
	var outcome salon.PaymentOutcome
	var b salon.Booking
	err := s.store.InTx(ctx, func(ctx context.Context) error {
		var err error
		outcome, b, err = s.store.ApplyPayment(ctx, s.salon, fact, s.clock.Now())
		if err == nil && r.IntN(100) < 3 {
			return errAborted
		}
		return err
	})
	if err != nil { // the bank repeats until it is heard
		if errors.Is(err, errAborted) {
			s.count.aborted.Add(1)
		}
		s.deeds.add(s.clock.Now().Add(time.Minute), again)
		return err
	}
	s.tally(outcome, b)
	return nil
}

// hearInInbox stores the report as a webhook does; the crew does the rest.
func (s *storm) hearInInbox(ctx context.Context, r *rand.Rand, booking salon.ID, fact salon.PaymentFact) error {
	b, err := s.store.Booking(ctx, booking)
	if err != nil {
		return err
	}
	in := salon.Inbound{
		Source: salon.SourceStripe, ExternalID: "event:" + uuid.NewString(), Kind: salon.InboundPayment,
		ConversationID: b.ConversationID, ReceivedAt: s.clock.Now(), Payment: &fact,
	}
	for range 1 + r.IntN(2) {
		if _, err := s.store.StoreInbound(ctx, []salon.Inbound{in}); err != nil {
			return err
		}
	}
	s.count.reports.Add(1)
	return nil
}

func (s *storm) tally(outcome salon.PaymentOutcome, b salon.Booking) {
	switch outcome {
	case salon.OutcomeConfirmed:
		s.count.paid.Add(1)
		s.booked.add(b.ID)
	case salon.OutcomeRebooked:
		s.count.rebooked.Add(1)
		s.booked.add(b.ID)
	case salon.OutcomeRefunding:
		s.count.refunding.Add(1)
	case salon.OutcomeDuplicate, salon.OutcomeNoted:
	}
}

// replace holds another hour in place of one that is not paid yet. Now and then
// the old one is paid all the same.
func (s *storm) replace(ctx context.Context, r *rand.Rand, b salon.Booking, request salon.BookingRequest) error {
	session := ""
	if r.IntN(2) == 0 {
		var err error
		if session, err = s.open(ctx, b.LinkToken); err != nil {
			return err
		}
	}
	request.Replaces = b.ID
	if r.IntN(3) > 0 {
		w := s.wishes[r.IntN(len(s.wishes))]
		if slot, ok := s.anySlot(r, w); ok {
			request.Visits = []salon.VisitRequest{{Visit: w.visit, Slot: slot}}
		}
	}
	heir, err := s.store.Hold(ctx, s.salon, request, s.clock.Now())
	if err != nil {
		return err
	}
	s.count.replaced.Add(1)
	s.keep(heir)
	if fact, ok := s.bank.capture(session); ok {
		s.deeds.add(s.clock.Now().Add(time.Minute), func(ctx context.Context, r *rand.Rand) error { return s.hear(ctx, r, fact) })
	}
	if heir.Payment == salon.PaymentPending && r.IntN(2) == 0 {
		return s.pay(ctx, r, heir.LinkToken, 0)
	}
	return nil
}

// change cancels or moves a booking that stands.
func (s *storm) change(ctx context.Context, r *rand.Rand) error {
	cancel := r.IntN(2) == 0
	id, ok := s.booked.any(r, cancel)
	if !ok {
		return nil
	}
	b, err := s.store.Booking(ctx, id)
	if err != nil {
		return err
	}
	a := b.Appointments[r.IntN(len(b.Appointments))]
	by := salon.By{CustomerID: b.CustomerID, ConversationID: b.ConversationID}
	return s.store.InTx(ctx, func(ctx context.Context) error {
		if cancel {
			err = s.cancel(ctx, by, b, a)
		} else {
			err = s.move(ctx, r, by, a)
		}
		if err == nil && r.IntN(100) < 3 {
			s.count.aborted.Add(1)
			return errAborted
		}
		return err
	})
}

func (s *storm) cancel(ctx context.Context, by salon.By, b salon.Booking, a salon.Appointment) error {
	now := s.clock.Now()
	terms, _ := dialog.TermsOf(s.salon, b, a, now)
	result, err := s.store.CancelAppointments(ctx, s.salon, by, dialog.CancelAppointments{
		Items: []dialog.CancelItem{{AppointmentID: a.ID, Terms: terms}}, At: now,
	}, now)
	if err == nil && !result.TermsChanged {
		s.count.cancelled.Add(1)
	}
	return err
}

func (s *storm) move(ctx context.Context, r *rand.Rand, by salon.By, a salon.Appointment) error {
	for _, w := range s.wishes {
		if w.visit.Pack != a.Visit.Pack || len(w.visit.Services) != len(a.Visit.Services) || len(a.Visit.Services) > 0 && w.visit.Services[0] != a.Visit.Services[0] {
			continue
		}
		slot, ok := s.anySlot(r, w)
		if !ok {
			return nil
		}
		_, err := s.store.MoveAppointment(ctx, s.salon, by, dialog.Move{AppointmentID: a.ID, Version: a.Version, Slot: slot}, s.clock.Now())
		switch {
		case err == nil:
			s.count.moved.Add(1)
		case errors.Is(err, salon.ErrSlotTaken):
			s.count.moveRefused.Add(1)
		}
		return err
	}
	return nil
}
