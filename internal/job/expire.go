package job

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/riverqueue/river"

	"atrevete/internal/payment"
	"atrevete/internal/salon"
)

const (
	// creationPatience is how long a session may lack the provider's answer before we take it for dead:
	// its address never reached the customer then.
	creationPatience = 2 * time.Minute
	// creationSnooze is how long we wait before we look again.
	creationSnooze = 10 * time.Second
)

// expireSessions ends, at the provider, every open checkout session of a
// booking that can no longer be paid: the link was replaced, the hold is over,
// or another payment settled it.
func (e *Effects) expireSessions(ctx context.Context, j salon.Job, try Attempt) error {
	booking, err := e.Store.Booking(ctx, j.BookingID)
	if err != nil {
		return fmt.Errorf("expire sessions: %w", err)
	}
	sessions, err := e.Store.OpenSessions(ctx, j.BookingID)
	if err != nil {
		return fmt.Errorf("expire sessions: %w", err)
	}
	var faults []error
	waiting := false
	for _, s := range sessions {
		if inForce(booking, s) || (j.SessionID != "" && string(s.ID) != j.SessionID) {
			continue
		}
		if s.SessionID == "" && try.Age < creationPatience {
			waiting = true // the cashier is talking to the provider right now
			continue
		}
		if err := e.expireSession(ctx, booking, s); err != nil {
			faults = append(faults, err)
		}
	}
	if len(faults) > 0 {
		return errors.Join(faults...)
	}
	if waiting {
		return river.JobSnooze(creationSnooze)
	}
	return nil
}

// inForce reports whether the session is the way to pay a hold that stands.
func inForce(b salon.Booking, s salon.CheckoutSession) bool {
	return b.Payment == salon.PaymentPending && b.Status() == salon.Provisional && b.LinkToken == s.LinkToken
}

// expireSession ends one session. A session that is not open any more is read
// again: it may just have been paid.
func (e *Effects) expireSession(ctx context.Context, b salon.Booking, s salon.CheckoutSession) error {
	if s.SessionID == "" {
		return e.end(ctx, s, "expired")
	}
	checkout, err := e.checkout(s.Provider)
	if err != nil {
		return fmt.Errorf("expire session %s: %w", s.ID, err)
	}
	err = checkout.Expire(ctx, s.SessionID)
	if err == nil {
		return e.end(ctx, s, "expired")
	}
	if !errors.Is(err, payment.ErrNotOpen) {
		return fmt.Errorf("expire session %s: %w", s.ID, err)
	}
	now, err := checkout.Retrieve(ctx, s.SessionID)
	switch {
	case err != nil:
		return fmt.Errorf("read session %s after a refused expiry: %w", s.ID, err)
	case now.PaymentStatus == "paid":
		if err := e.reportPaid(ctx, b, s, now); err != nil {
			return err
		}
		return e.end(ctx, s, "complete")
	case now.Status == "open":
		return fmt.Errorf("expire session %s: provider says it is not open, and that it is", s.ID)
	}
	return e.end(ctx, s, now.Status)
}

func (e *Effects) end(ctx context.Context, s salon.CheckoutSession, status string) error {
	if err := e.Store.EndSession(ctx, s.ID, status); err != nil {
		return fmt.Errorf("end session %s: %w", s.ID, err)
	}
	return nil
}

// reportPaid puts the payment into the inbox as the provider's event would. The
// event may come as well: the ledger knows a payment by its reference.
func (e *Effects) reportPaid(ctx context.Context, b salon.Booking, s salon.CheckoutSession, paid payment.Session) error {
	if e.Inbox == nil || paid.ProviderRef == "" {
		return nil
	}
	_, err := e.Inbox.Accept(ctx, salon.Inbound{
		SalonID:        b.SalonID,
		Source:         salon.SourceStripe,
		ExternalID:     "session_paid:" + s.SessionID,
		Kind:           salon.InboundPayment,
		ConversationID: b.ConversationID,
		Payment: &salon.PaymentFact{
			BookingID: b.ID, Provider: s.Provider, ProviderRef: paid.ProviderRef, SessionID: s.SessionID,
			LinkToken: s.LinkToken, Kind: salon.FactPaid, Amount: paid.Amount,
		},
	})
	if err != nil {
		return fmt.Errorf("report payment of session %s: %w", s.ID, err)
	}
	return nil
}
