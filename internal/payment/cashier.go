package payment

import (
	"context"
	"time"

	"atrevete/internal/salon"
)

// Store persists checkout sessions before and after the provider is called.
type Store interface {
	// PaymentLink reads a deposit link with its booking. salon.ErrNotFound.
	PaymentLink(ctx context.Context, token string) (salon.PaymentLink, error)
	// OpenSession returns the session in force for a link, or persists a new attempt with the given
	// expiry (real time). salon.ErrConflict: the link cannot be paid any more.
	OpenSession(ctx context.Context, token, provider string, now, expiresAt time.Time) (salon.CheckoutSession, error)
	// SessionCreated records what the provider answered.
	SessionCreated(ctx context.Context, id salon.ID, sessionID, url string) error
	// EndSession records a session's final status.
	EndSession(ctx context.Context, id salon.ID, status string) error
}
