package store

import (
	"context"

	"github.com/jackc/pgx/v5"

	"atrevete/internal/salon"
)

// CheckoutSession reads a session by the id its provider gave it. salon.ErrNotFound.
func (s *Store) CheckoutSession(ctx context.Context, provider, sessionID string) (salon.CheckoutSession, error) {
	rows, err := s.db(ctx).Query(ctx, `
		SELECT `+sessionColumns+` FROM checkout_sessions WHERE provider = $1 AND session_id = $2`, provider, sessionID)
	if err != nil {
		return salon.CheckoutSession{}, fail("reading a checkout session", err)
	}
	session, err := pgx.CollectExactlyOneRow(rows, scanSession)
	return session, fail("reading a checkout session", err)
}
