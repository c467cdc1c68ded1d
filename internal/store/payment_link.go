package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"atrevete/internal/salon"
)

// PaymentLink reads a deposit link with everything its page shows. salon.ErrNotFound.
func (s *Store) PaymentLink(ctx context.Context, token string) (salon.PaymentLink, error) {
	link := salon.PaymentLink{Token: token}
	var booking salon.ID
	err := s.db(ctx).QueryRow(ctx, `SELECT booking_id, voided_at IS NOT NULL FROM payment_links WHERE token = $1`, token).Scan(&booking, &link.Void)
	if err != nil {
		return salon.PaymentLink{}, fail("reading a payment link", err)
	}
	if link.Booking, err = s.Booking(ctx, booking); err != nil {
		return salon.PaymentLink{}, fmt.Errorf("reading a payment link: %w", err)
	}
	if link.Customer, err = s.Customer(ctx, link.Booking.CustomerID); err != nil {
		return salon.PaymentLink{}, fmt.Errorf("reading a payment link's customer: %w", err)
	}
	if link.Salon, err = s.Snapshot(ctx, link.Booking.SalonID); err != nil {
		return salon.PaymentLink{}, fmt.Errorf("reading a payment link's salon: %w", err)
	}
	return link, nil
}

// restoreLink makes the link a late payment came through the booking's own
// again, so that its page tells what became of the money.
func (s *Store) restoreLink(ctx context.Context, b salon.Booking, token string) error {
	if token == "" {
		return nil
	}
	batch := &pgx.Batch{}
	batch.Queue(`UPDATE payment_links SET voided_at = NULL WHERE token = $2 AND booking_id = $1`, b.ID, token)
	batch.Queue(`
		UPDATE bookings SET link_token = $2
		WHERE id = $1 AND EXISTS (SELECT 1 FROM payment_links WHERE token = $2 AND booking_id = $1)`, b.ID, token)
	return fail("restoring a payment link", s.db(ctx).SendBatch(ctx, batch).Close())
}

// sessionColumns is what scanSession reads.
const sessionColumns = `id, booking_id, link_token, attempt, provider, coalesce(session_id, ''), coalesce(url, ''), status, amount_cents, expires_at`

// scanSession reads sessionColumns.
func scanSession(row pgx.CollectableRow) (salon.CheckoutSession, error) {
	var c salon.CheckoutSession
	err := row.Scan(&c.ID, &c.BookingID, &c.LinkToken, &c.Attempt, &c.Provider, &c.SessionID, &c.URL, &c.Status, &c.Amount, instant{&c.ExpiresAt})
	if err != nil {
		return salon.CheckoutSession{}, fmt.Errorf("scanning a checkout session: %w", err)
	}
	return c, nil
}

// OpenSession returns the session in force for a link, or persists a new
// attempt with the given expiry (real time). now is the product's clock.
// salon.ErrNotFound: no such link; salon.ErrConflict: it cannot be paid any more.
func (s *Store) OpenSession(ctx context.Context, token, provider string, now, expiresAt time.Time) (salon.CheckoutSession, error) {
	var session salon.CheckoutSession
	err := s.InTx(ctx, func(ctx context.Context) error {
		var id salon.ID
		if err := s.db(ctx).QueryRow(ctx, `SELECT booking_id FROM payment_links WHERE token = $1`, token).Scan(&id); err != nil {
			return fail("finding a payment link", err)
		}
		b, err := s.lockBooking(ctx, id)
		if err != nil {
			return err
		}
		if !holds(b) || b.LinkToken != token || !now.Before(b.HoldExpiresAt) {
			return fmt.Errorf("link of booking %s: %w", id, salon.ErrConflict)
		}
		session, err = s.openSession(ctx, b, provider, expiresAt)
		return err
	})
	if err != nil {
		return salon.CheckoutSession{}, fmt.Errorf("opening a checkout session: %w", err)
	}
	return session, nil
}

// openSession does it for a locked booking whose link can be paid. Sessions
// that ended by themselves, in real time, are closed first.
func (s *Store) openSession(ctx context.Context, b salon.Booking, provider string, expiresAt time.Time) (salon.CheckoutSession, error) {
	_, err := s.db(ctx).Exec(ctx, `
		UPDATE checkout_sessions SET status = 'expired', ended_at = now()
		WHERE booking_id = $1 AND status = 'open' AND expires_at <= clock_timestamp()`, b.ID)
	if err != nil {
		return salon.CheckoutSession{}, fail("closing ended sessions", err)
	}
	rows, err := s.db(ctx).Query(ctx, `
		WITH open AS (
			SELECT * FROM checkout_sessions
			WHERE booking_id = $2 AND link_token = $3 AND provider = $4 AND status = 'open' ORDER BY attempt DESC LIMIT 1
		), fresh AS (
			INSERT INTO checkout_sessions (id, salon_id, booking_id, link_token, attempt, provider, amount_cents, expires_at)
			SELECT $1, $5, $2, $3, 1 + coalesce((SELECT max(attempt) FROM checkout_sessions WHERE booking_id = $2), 0), $4, $6, $7
			WHERE NOT EXISTS (SELECT 1 FROM open)
			RETURNING *
		)
		SELECT `+sessionColumns+` FROM open UNION ALL SELECT `+sessionColumns+` FROM fresh`,
		NewID(), b.ID, b.LinkToken, provider, b.SalonID, b.Deposit, expiresAt)
	if err != nil {
		return salon.CheckoutSession{}, fail("opening a session", err)
	}
	session, err := pgx.CollectExactlyOneRow(rows, scanSession)
	return session, fail("opening a session", err)
}

// SessionCreated records what the provider answered. salon.ErrNotFound.
func (s *Store) SessionCreated(ctx context.Context, id salon.ID, sessionID, url string) error {
	tag, err := s.db(ctx).Exec(ctx, `UPDATE checkout_sessions SET session_id = $2, url = $3 WHERE id = $1`, id, sessionID, url)
	return oneRow("recording a checkout session", tag.RowsAffected(), err)
}

// EndSession records a session's final status, complete or expired. A complete
// one stays complete. salon.ErrNotFound.
func (s *Store) EndSession(ctx context.Context, id salon.ID, status string) error {
	tag, err := s.db(ctx).Exec(ctx, `
		UPDATE checkout_sessions SET status = CASE status WHEN 'complete' THEN status ELSE $2 END, ended_at = coalesce(ended_at, now())
		WHERE id = $1`, id, status)
	return oneRow("ending a checkout session", tag.RowsAffected(), err)
}

// endProviderSession ends the session a fact names; facts about others are none
// of our business.
func (s *Store) endProviderSession(ctx context.Context, fact salon.PaymentFact, status string) error {
	if fact.SessionID == "" {
		return nil
	}
	_, err := s.db(ctx).Exec(ctx, `
		UPDATE checkout_sessions SET status = $3, ended_at = coalesce(ended_at, now())
		WHERE provider = $1 AND session_id = $2 AND status <> 'complete'`, fact.Provider, fact.SessionID, status)
	return fail("ending a checkout session", err)
}

// OpenSessions lists a booking's checkout sessions that may still be open at
// the provider.
func (s *Store) OpenSessions(ctx context.Context, booking salon.ID) ([]salon.CheckoutSession, error) {
	rows, err := s.db(ctx).Query(ctx, `
		SELECT `+sessionColumns+` FROM checkout_sessions WHERE booking_id = $1 AND status = 'open' ORDER BY attempt`, booking)
	if err != nil {
		return nil, fail("listing checkout sessions", err)
	}
	list, err := pgx.CollectRows(rows, scanSession)
	return list, fail("listing checkout sessions", err)
}

// expireSessions queues the end of a booking's open sessions that cannot be
// paid any more, if it has open ones at all.
func (s *Store) expireSessions(ctx context.Context, booking salon.ID) error {
	var open bool
	err := s.db(ctx).QueryRow(ctx, `
		SELECT EXISTS (SELECT 1 FROM checkout_sessions WHERE booking_id = $1 AND status = 'open')`, booking).Scan(&open)
	if err != nil {
		return fail("looking for open sessions", err)
	}
	if !open {
		return nil
	}
	return s.AddJob(ctx, salon.Job{Kind: salon.JobExpireSession, BookingID: booking})
}

// oneRow turns the result of a change by id into an error.
func oneRow(doing string, rows int64, err error) error {
	if err != nil {
		return fail(doing, err)
	}
	if rows == 0 {
		return fmt.Errorf("%s: %w", doing, salon.ErrNotFound)
	}
	return nil
}
