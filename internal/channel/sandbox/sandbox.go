// Package sandbox is the channel behind the web chat. The chat page shows the
// outbox itself, so delivering a message means no more than agreeing to it: no
// state, no I/O, and the assistant always owns the conversation.
package sandbox

import (
	"context"
	"fmt"

	"atrevete/internal/channel"
	"atrevete/internal/salon"
)

// Channel accepts everything.
type Channel struct{}

var _ channel.Channel = Channel{}

// New makes the channel.
func New() Channel { return Channel{} }

// Send agrees: the outbox row, once sent, is the message.
func (Channel) Send(_ context.Context, m salon.Outbound) (salon.Receipt, error) {
	return salon.Receipt{ExternalID: string(m.ID)}, nil
}

// Find never finds: sending twice does no harm here.
func (Channel) Find(context.Context, salon.Outbound) (salon.Receipt, error) {
	return salon.Receipt{}, fmt.Errorf("sandbox find message: %w", salon.ErrNotFound)
}

// Standing is always the assistant's, and the window never closes.
func (Channel) Standing(context.Context, string) (channel.Standing, error) {
	return channel.Standing{Owner: salon.OwnerAssistant, Window: channel.WindowOpen}, nil
}

// HandOff agrees: there is nobody to open the conversation for, its owner is
// already on our row.
func (Channel) HandOff(context.Context, salon.Outbound) error { return nil }
