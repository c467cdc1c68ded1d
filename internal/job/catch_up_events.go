package job

import (
	"context"
	"fmt"

	"atrevete/internal/channel"
	"atrevete/internal/salon"
)

// Statuses of a conversation as channels name them. A pending one that was open
// before is believed only when it is seen twice: a hand-over of ours may be on its way.
const (
	statusPending   = "pending"
	statusOpen      = "open"
	statusSnoozed   = "snoozed"
	statusResolved  = "resolved"
	statusDoubtful  = "pending?"
	outboxSent      = "sent"
	outboxFailed    = "failed"
	statusExternals = "poll:%s:%s:%d"
)

// messages hands in what was said, and returns the newest message.
func (r *catchUpRun) messages(ctx context.Context, a channel.Activity, known salon.Polled, list []channel.Happening) (int64, error) {
	last, staff := known.Message, lastOfStaff(list)
	for _, h := range list {
		last = max(last, h.Message)
		if known.Message == 0 && !h.At.IsZero() && h.At.Before(r.poll.Baseline) {
			continue // said before we were there
		}
		var err error
		switch h.In.Kind {
		case salon.InboundMessage:
			if h.Message < staff {
				h.In.Owner = salon.OwnerHuman // a person has answered it already
			}
			err = r.take(ctx, h.In)
		case salon.InboundOwner:
			if known.Conversation.Empty() || h.Message <= known.LastSign {
				continue // nobody to be silent for, or somebody has handed back since
			}
			err = r.take(ctx, h.In)
		case salon.InboundEcho:
			err = r.confirm(ctx, h.In)
		}
		if err != nil {
			return 0, err
		}
	}
	return max(last, a.LastMessage), nil
}

// lastOfStaff is the newest message that a person wrote; 0: none.
func lastOfStaff(list []channel.Happening) int64 {
	var last int64
	for _, h := range list {
		if h.In.Kind == salon.InboundOwner {
			last = max(last, h.Message)
		}
	}
	return last
}

func (r *catchUpRun) take(ctx context.Context, in salon.Inbound) error {
	stored, err := r.Inbox.Accept(ctx, in)
	if err != nil {
		return fmt.Errorf("store what was missed: %w", err)
	}
	if stored.Fresh {
		r.found++
	}
	return nil
}

func (r *catchUpRun) confirm(ctx context.Context, in salon.Inbound) error {
	d := salon.Delivery{ID: in.OutboxID, Status: outboxSent, ExternalID: in.ExternalMessage}
	if in.Failure != "" {
		d.Status, d.Error = outboxFailed, in.Failure
	}
	if err := r.Store.ConfirmOutbox(ctx, d); err != nil {
		return fmt.Errorf("confirm message: %w", err)
	}
	return nil
}

// status hands in a change of who answers whose event never came, and returns
// what to remember. What a webhook told already is left alone.
func (r *catchUpRun) status(ctx context.Context, a channel.Activity, known salon.Polled) (string, error) {
	if a.Status == "" || a.Status == known.Status || known.Conversation.Empty() {
		return a.Status, nil
	}
	in := salon.Inbound{
		Source: r.Name, Kind: salon.InboundOwner, ExternalConversation: a.ExternalConversation, Sequence: a.LastMessage, SentAt: a.At,
		ExternalID: fmt.Sprintf(statusExternals, a.ExternalConversation, a.Status, a.At.Unix()),
	}
	wasOpen := known.Status == statusOpen || known.Status == statusSnoozed
	told := known.LastSign > known.Message // by a webhook, since the last poll
	switch {
	case (a.Status == statusOpen || a.Status == statusSnoozed) && known.Owner == salon.OwnerAssistant:
		in.Owner = salon.OwnerHuman
	case a.Status == statusPending && wasOpen && known.Owner == salon.OwnerHuman && !told:
		return statusDoubtful, nil
	case a.Status == statusPending && known.Status == statusDoubtful && known.Owner == salon.OwnerHuman && !told:
		in.Owner = salon.OwnerAssistant
	case a.Status == statusResolved && known.Owner == salon.OwnerHuman:
		in.Kind = salon.InboundClosed
	default:
		return a.Status, nil
	}
	return a.Status, r.take(ctx, in)
}
