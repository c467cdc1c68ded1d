// Package web is what people see in a browser: the deposit page and, in the
// sandbox, the chat. Pages are plain html/template, one file a page, no build
// step. It never talks to a provider and never runs a turn.
package web

import (
	"context"
	"time"

	"atrevete/internal/salon"
)

// Store is what the pages read.
type Store interface {
	// PaymentLink reads a deposit link with its booking. salon.ErrNotFound.
	PaymentLink(ctx context.Context, token string) (salon.PaymentLink, error)
	// FindConversation finds a conversation by its channel and external id. salon.ErrNotFound.
	FindConversation(ctx context.Context, channel, externalID string) (salon.Conversation, error)
	// ChatLines lists a web chat's lines in order, those after the given line id only (empty: all, at most 200).
	ChatLines(ctx context.Context, externalConversation string, after salon.ID) ([]salon.ChatLine, error)
	// DayPlan reads one day of the deployment's first salon.
	DayPlan(ctx context.Context, day salon.Date) (salon.DayPlan, error)
	// Upcoming lists a customer's provisional and confirmed appointments from now on, in order.
	Upcoming(ctx context.Context, customer salon.ID, now time.Time) ([]salon.Appointment, error)
	// FirstSalon reads the deployment's first salon. salon.ErrNotFound.
	FirstSalon(ctx context.Context) (*salon.Salon, error)
}

// Cashier starts a checkout for a payment link and returns where to send the
// customer. salon.ErrNotFound: no such link; salon.ErrConflict: it cannot be
// paid any more.
type Cashier interface {
	Begin(ctx context.Context, token string) (url string, err error)
}

// Inbox takes what a web chat's visitor writes.
type Inbox interface {
	Accept(ctx context.Context, in salon.Inbound) (salon.Stored, error)
}

// Live lets a page wait for news of a conversation. The channel is closed when
// ctx ends; events may be lost, so pages also poll.
type Live interface {
	Subscribe(ctx context.Context, conversation salon.ID) (<-chan salon.LiveEvent, error)
}

// Clock is the product's time.
type Clock = func() time.Time
