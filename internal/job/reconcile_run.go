package job

import (
	"context"
	"errors"
	"fmt"

	"atrevete/internal/payment"
	"atrevete/internal/salon"
)

// Faults that only a comparison with the provider can find; the others are the
// ledger's own (view ledger_faults).
const (
	faultRefundFailed = "refund_failed"           // people must give it back
	faultUnknown      = "unknown_to_the_provider" // in our ledger, not in its books
	faultAmount       = "amount_differs"          // another amount there than here
)

// reconcileRun is one comparison in progress.
type reconcileRun struct {
	*Reconciler
	id     salon.ID
	report *salon.ReconcileReport
	steps  int
}

// everything compares with each provider in turn, then asks the ledger itself.
func (r *reconcileRun) everything(ctx context.Context, kind salon.ReconcileKind) error {
	r.report.Findings = []salon.ReconcileFinding{}
	for _, checkout := range r.Effects.Checkouts {
		if err := r.waitingSessions(ctx, checkout); err != nil {
			return err
		}
		books, keeps := booksOf(checkout)
		if kind != salon.ReconcileFull || !keeps {
			continue
		}
		for _, part := range []func(context.Context, payment.Checkout, payment.Books) error{r.undelivered, r.charges, r.strayedSessions} {
			if err := part(ctx, checkout, books); err != nil {
				return err
			}
		}
	}
	return r.ledger(ctx)
}

// step is a rest between two requests and, now and then, a sign of life.
func (r *reconcileRun) step(ctx context.Context) error {
	if r.steps++; r.steps%reconcilePage == 0 {
		if err := r.Store.BeatReconciliation(ctx, r.id); err != nil {
			return fmt.Errorf("sign of life: %w", err)
		}
	}
	return r.wait(ctx)
}

// waitingSessions asks about checkouts whose end nobody reported.
func (r *reconcileRun) waitingSessions(ctx context.Context, checkout payment.Checkout) error {
	after := salon.ID("")
	for {
		list, err := r.Store.WaitingSessions(ctx, checkout.Provider(), r.patience(), after, reconcilePage)
		if err != nil {
			return fmt.Errorf("waiting sessions: %w", err)
		}
		for _, s := range list {
			after = s.ID
			err := r.waitingSession(ctx, checkout, s)
			if errors.Is(err, payment.ErrPermanent) { // one that the provider does not understand must not keep the others
				r.Log.WarnContext(ctx, "session cannot be reconciled", "session", s.ID, "err", err)
				continue
			}
			if err != nil {
				return err
			}
		}
		if len(list) < reconcilePage {
			return nil
		}
	}
}

func (r *reconcileRun) waitingSession(ctx context.Context, checkout payment.Checkout, s salon.CheckoutSession) error {
	r.report.Sessions++
	if s.SessionID != "" {
		if err := r.step(ctx); err != nil {
			return err
		}
		now, err := checkout.Retrieve(ctx, s.SessionID)
		switch {
		case errors.Is(err, payment.ErrPermanent):
			now = payment.Session{Status: "expired"} // gone at the provider
		case err != nil:
			return fmt.Errorf("session %s: %w", s.ID, err)
		case now.Paid() && now.ProviderRef != "":
			news, err := r.Effects.comparison(checkout).report(ctx, "session_paid:"+s.SessionID, salon.PaymentFact{
				BookingID: s.BookingID, ProviderRef: now.ProviderRef, SessionID: s.SessionID, LinkToken: s.LinkToken,
				Kind: salon.FactPaid, Amount: now.Amount, Currency: now.Currency,
			})
			r.report.PaymentsFound += news
			return err
		}
		if now.Status == "expired" {
			r.report.SessionsEnded++
			return r.Effects.end(ctx, s, "expired")
		}
		if now.Status != "open" {
			return nil // a slow payment: its report follows
		}
	}
	// Open: ended when it is not the way to pay a hold that stands.
	before := r.Effects.Do(ctx, salon.Job{Kind: salon.JobExpireSession, BookingID: s.BookingID}, Attempt{Number: 1, Age: reportPatience})
	if before != nil {
		return fmt.Errorf("session %s: %w", s.ID, before)
	}
	return nil
}

// undelivered takes the reports that never reached us.
func (r *reconcileRun) undelivered(ctx context.Context, _ payment.Checkout, books payment.Books) error {
	for in, err := range books.Undelivered(ctx, r.RealTime().Add(-undeliveredWindow)) {
		if err != nil {
			return fmt.Errorf("lost reports: %w", err)
		}
		if in.Payment == nil || r.Effects.Inbox == nil {
			continue
		}
		id, err := r.Store.BookingOfPayment(ctx, *in.Payment)
		if errors.Is(err, salon.ErrForeignPayment) {
			r.report.Foreign++
			continue
		}
		if err != nil {
			return fmt.Errorf("lost reports: %w", err)
		}
		in.Payment.BookingID = id
		stored, err := r.Effects.Inbox.Accept(ctx, in)
		if err != nil {
			return fmt.Errorf("lost reports: %w", err)
		}
		if stored.Fresh {
			r.report.EventsFound++
		}
	}
	return nil
}

// charges compares payments both ways.
func (r *reconcileRun) charges(ctx context.Context, checkout payment.Checkout, books payment.Books) error {
	from := r.RealTime().Add(-booksWindow)
	list, err := r.Store.Balances(ctx, checkout.Provider(), from)
	if err != nil {
		return fmt.Errorf("compare payments: %w", err)
	}
	ours := make(map[string]salon.Balance, len(list))
	for _, b := range list {
		ours[b.Ref] = b
	}
	seen := make(map[string]bool, len(list))
	for charge, err := range books.Charges(ctx, from) {
		if err != nil {
			return fmt.Errorf("compare payments: %w", err)
		}
		seen[charge.ProviderRef] = true
		if len(seen)%reconcilePage == 0 {
			if err := r.step(ctx); err != nil {
				return err
			}
		}
		if err := r.charge(ctx, checkout, ours, charge); err != nil {
			return err
		}
	}
	for _, b := range list {
		if seen[b.Ref] || !b.Settled(r.patience()) {
			continue
		}
		if err := r.unseen(ctx, checkout, books, b); err != nil {
			return err
		}
	}
	return nil
}

// charge compares a payment in the provider's books with ours.
func (r *reconcileRun) charge(ctx context.Context, checkout payment.Checkout, ours map[string]salon.Balance, theirs payment.Charge) error {
	compare := r.Effects.comparison(checkout)
	balance, known := ours[theirs.ProviderRef]
	if !known {
		var err error
		if balance, err = r.Effects.Store.Balance(ctx, checkout.Provider(), theirs.ProviderRef); err == nil {
			known = true
		} else if !errors.Is(err, salon.ErrNotFound) {
			return fmt.Errorf("compare payment: %w", err)
		}
	}
	if !known {
		_, err := r.Store.BookingOfPayment(ctx, salon.PaymentFact{BookingID: theirs.BookingID})
		switch {
		case errors.Is(err, salon.ErrForeignPayment):
			r.report.Foreign++
			return nil
		case err != nil:
			return fmt.Errorf("compare payment: %w", err)
		case r.RealTime().Sub(theirs.Created) < r.patience():
			return nil // its report is on its way
		}
		r.report.Charges++
		news, err := compare.missing(ctx, theirs)
		r.report.PaymentsFound += news
		return err
	}
	r.report.Charges++
	if balance.Paid != theirs.Amount {
		r.report.Find(salon.ReconcileFinding{Fault: faultAmount, BookingID: balance.BookingID, Ref: balance.Ref, Cents: theirs.Amount - balance.Paid})
	}
	if balance.Returned == theirs.Refunded || !balance.Settled(r.patience()) {
		return nil
	}
	news, err := compare.agree(ctx, balance, theirs)
	r.report.RefundsFound += news
	return err
}

// unseen asks about a payment of ours that the provider's list did not show: one
// taken shortly before the window, or one that it knows nothing of.
func (r *reconcileRun) unseen(ctx context.Context, checkout payment.Checkout, books payment.Books, ours salon.Balance) error {
	if err := r.step(ctx); err != nil {
		return err
	}
	theirs, err := books.Charge(ctx, ours.Ref)
	switch {
	case errors.Is(err, payment.ErrPermanent):
		r.report.Charges++
		r.report.Find(salon.ReconcileFinding{Fault: faultUnknown, BookingID: ours.BookingID, Ref: ours.Ref, Cents: ours.Paid})
		return nil
	case err != nil:
		return fmt.Errorf("compare payment: %w", err)
	}
	return r.charge(ctx, checkout, map[string]salon.Balance{ours.Ref: ours}, theirs)
}

// strayedSessions ends checkouts at the provider that we never heard of: its
// answer was lost, and nobody knows their address.
func (r *reconcileRun) strayedSessions(ctx context.Context, checkout payment.Checkout, books payment.Books) error {
	for s, err := range books.OpenSessions(ctx, r.RealTime().Add(-booksWindow)) {
		if err != nil {
			return fmt.Errorf("strayed sessions: %w", err)
		}
		if r.RealTime().Sub(s.Created) < r.patience() {
			continue
		}
		known, err := r.Store.SessionKnown(ctx, checkout.Provider(), s.ID)
		if err != nil {
			return fmt.Errorf("strayed sessions: %w", err)
		}
		if known {
			continue
		}
		if err := r.strayed(ctx, checkout, s); err != nil {
			return fmt.Errorf("strayed session: %w", err)
		}
	}
	return nil
}

// strayed ends one of them. The attempt it was made for ends first: repeating its
// request would give the same session again.
func (r *reconcileRun) strayed(ctx context.Context, checkout payment.Checkout, s payment.Session) error {
	booking, err := r.Store.BookingOfPayment(ctx, salon.PaymentFact{BookingID: s.BookingID})
	if errors.Is(err, salon.ErrForeignPayment) {
		r.report.Foreign++
		return nil
	}
	if err != nil {
		return fmt.Errorf("whose it is: %w", err)
	}
	attempts, err := r.Effects.Store.OpenSessions(ctx, booking)
	if err != nil {
		return fmt.Errorf("what it was made for: %w", err)
	}
	for _, attempt := range attempts {
		if attempt.SessionID == "" && attempt.Provider == checkout.Provider() {
			if err := r.Effects.end(ctx, attempt, "expired"); err != nil {
				return err
			}
		}
	}
	if err := r.step(ctx); err != nil {
		return err
	}
	if err := checkout.Expire(ctx, s.ID); err != nil && !errors.Is(err, payment.ErrNotOpen) {
		return fmt.Errorf("end it: %w", err)
	}
	r.report.SessionsEnded++
	return nil
}

// ledger queues what nobody carries out and lists what nobody can explain.
func (r *reconcileRun) ledger(ctx context.Context) error {
	queued, err := r.Store.QueueRefunds(ctx, r.patience())
	if err != nil {
		return fmt.Errorf("refunds: %w", err)
	}
	r.report.RefundsQueued = queued
	open, err := r.Store.OpenRefunds(ctx)
	if err != nil {
		return fmt.Errorf("refunds: %w", err)
	}
	for _, refund := range open {
		if refund.Status == salon.RefundDue {
			r.report.RefundsWaiting++
			continue
		}
		r.report.Find(salon.ReconcileFinding{Fault: faultRefundFailed, BookingID: refund.BookingID, Ref: refund.PaymentRef, Cents: refund.Amount})
	}
	faults, err := r.Store.LedgerFaults(ctx)
	if err != nil {
		return fmt.Errorf("ledger: %w", err)
	}
	for _, f := range faults {
		r.report.Unexplained += max(f.Cents, -f.Cents)
		r.report.Find(salon.ReconcileFinding{Fault: f.Fault, BookingID: f.BookingID, Ref: f.Ref, Cents: f.Cents})
	}
	return nil
}
