package outbox

import (
	"context"
	"errors"
	"fmt"

	"atrevete/internal/channel"
	"atrevete/internal/salon"
)

// Statuses of a settled row.
const (
	sent    = "sent"
	failed  = "failed"
	dropped = "dropped"
	pending = "pending"
)

// Deliver sends the due rows of one conversation, strictly in order, until none
// is left or one has to wait. salon.ErrBusy: another worker is at it and will
// see what we saw.
func (s *Sender) Deliver(ctx context.Context, conversation salon.ID) error {
	for ctx.Err() == nil {
		d, err := s.claim(ctx, conversation)
		if errors.Is(err, salon.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		// What is claimed is finished even when we are told to stop.
		work, cancel := context.WithTimeout(context.WithoutCancel(ctx), deliveryTimeout)
		settled, err := s.one(work, d)
		cancel()
		if err != nil || settled == pending {
			return err
		}
	}
	return nil
}

func (s *Sender) claim(ctx context.Context, conversation salon.ID) (salon.Dispatch, error) {
	ctx, cancel := context.WithTimeout(ctx, storeTimeout)
	defer cancel()
	d, err := s.Store.ClaimOutbox(ctx, conversation, s.cfg.Lease)
	if err != nil {
		return d, fmt.Errorf("claim message: %w", err)
	}
	return d, nil
}

// one carries a row as far as it gets and settles it. It returns the status settled.
func (s *Sender) one(ctx context.Context, d salon.Dispatch) (status string, err error) {
	end := s.attempt(ctx, d)
	end.ID = d.ID
	if end.Status == dropped {
		err = s.takenOver(ctx, d, end)
	} else {
		err = s.settle(ctx, end)
	}
	if err != nil {
		return "", err
	}
	s.report(ctx, d, end)
	return end.Status, nil
}

// attempt decides about one row: look, check, send. It touches no row.
func (s *Sender) attempt(ctx context.Context, d salon.Dispatch) (end salon.Delivery) {
	defer func() {
		if p := recover(); p != nil {
			s.Meter.Panic("channel")
			end = s.after(d, fmt.Errorf("panic in channel: %v: %w", p, channel.ErrUnknown), true)
		}
	}()
	ch, ok := s.Channels[d.Channel]
	if !ok {
		return salon.Delivery{Status: failed, Error: fmt.Sprintf("no channel %q is configured", d.Channel)}
	}
	if d.Kind == salon.OutboundOpen {
		d.Uncertain = d.Uncertain || d.Attempt > 1 // it looks for its own note
		if err := ch.HandOff(ctx, d.Outbound); err != nil {
			return s.after(d, err, true)
		}
		return salon.Delivery{Status: sent}
	}
	if d.Uncertain || d.Attempt > 1 {
		if end, over := s.look(ctx, ch, d); over {
			return end
		}
		d.Uncertain = false
	}
	if end, over := s.check(ctx, ch, d); over {
		return end
	}
	receipt, err := ch.Send(ctx, d.Outbound)
	if err != nil {
		return s.after(d, err, true)
	}
	return salon.Delivery{Status: sent, ExternalID: receipt.ExternalID}
}

// look searches the channel for an earlier attempt that arrived. over: the row
// must not be sent now. Where the channel cannot be searched, an uncertain row
// waits for its echo, which ends it; only when none came is it sent again.
func (s *Sender) look(ctx context.Context, ch channel.Channel, d salon.Dispatch) (end salon.Delivery, over bool) {
	receipt, err := ch.Find(ctx, d.Outbound)
	switch {
	case err == nil:
		return salon.Delivery{Status: sent, ExternalID: receipt.ExternalID}, true
	case errors.Is(err, salon.ErrNotFound):
		return end, false
	case errors.Is(err, channel.ErrNoLook):
		if !d.Uncertain || d.Attempt%2 == 1 { // every second claim is the wait for the echo
			return end, false
		}
		return salon.Delivery{Status: pending, Error: err.Error(), Uncertain: true, RetryIn: s.cfg.Retry.Echo}, true
	default:
		end = s.after(d, err, false)
		end.Uncertain = d.Uncertain
		return end, true
	}
}

// check asks the channel who owns the conversation right now and whether free
// text may be sent. Notes go to staff, whoever owns it.
func (s *Sender) check(ctx context.Context, ch channel.Channel, d salon.Dispatch) (end salon.Delivery, over bool) {
	if d.Kind == salon.OutboundNote {
		return end, false
	}
	standing, err := ch.Standing(ctx, d.ExternalConversation)
	if err != nil {
		return s.after(d, err, false), true
	}
	// Ours counts too: a person who answers without opening the conversation owns it all the same.
	if !d.Fact && (standing.Owner == salon.OwnerHuman || d.Owner == salon.OwnerHuman) {
		return salon.Delivery{Status: dropped, Error: "a person owns the conversation"}, true
	}
	if !standing.CanReply {
		return s.after(d, fmt.Errorf("check conversation: %w", channel.ErrWindowClosed), false), true
	}
	return end, false
}

// after turns a failure into what happens next. acted: the failed call might
// have delivered the message, when its outcome is unknown.
func (s *Sender) after(d salon.Dispatch, err error, acted bool) salon.Delivery {
	end := salon.Delivery{Status: pending, Error: err.Error(), RetryIn: s.cfg.Retry.pause(d.Attempt)}
	if acted && errors.Is(err, channel.ErrUnknown) {
		end.Uncertain = true
		end.RetryIn = max(end.RetryIn, s.cfg.Retry.Look)
	}
	if errors.Is(err, channel.ErrPermanent) || errors.Is(err, channel.ErrWindowClosed) || d.Attempt >= s.cfg.Retry.Attempts {
		end.Status, end.RetryIn = failed, 0
	}
	return end
}

// takenOver drops what we meant to say in a conversation that a person owns,
// and remembers the owner. Facts and notes stay.
func (s *Sender) takenOver(ctx context.Context, d salon.Dispatch, end salon.Delivery) error {
	if d.Owner != salon.OwnerHuman {
		if err := s.Store.SetOwner(ctx, d.ConversationID, salon.OwnerHuman); err != nil {
			return fmt.Errorf("record owner: %w", err)
		}
	}
	if err := s.settle(ctx, end); err != nil {
		return err
	}
	others, err := s.Store.DropOutbox(ctx, d.ConversationID)
	if err != nil {
		return fmt.Errorf("drop replies: %w", err)
	}
	for range others {
		s.Meter.MessageSent(dropped)
	}
	return nil
}

func (s *Sender) settle(ctx context.Context, end salon.Delivery) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), storeTimeout)
	defer cancel()
	if err := s.Store.SettleOutbox(ctx, end); err != nil {
		return fmt.Errorf("settle message: %w", err)
	}
	return nil
}

// report counts, logs and tells watching browsers.
func (s *Sender) report(ctx context.Context, d salon.Dispatch, end salon.Delivery) {
	log := s.Log.With("conversation_id", d.ConversationID, "outbox_id", d.ID, "kind", string(d.Kind), "attempt", d.Attempt)
	switch end.Status {
	case sent:
		s.Meter.MessageSent(sent)
		log.InfoContext(ctx, "message sent")
		if s.Live == nil {
			return
		}
		if err := s.Live.Publish(ctx, d.ConversationID, salon.LiveEvent{Kind: "message", ID: d.ID}); err != nil {
			log.WarnContext(ctx, "live event lost", "err", err)
		}
	case failed:
		s.Meter.MessageSent(failed)
		log.ErrorContext(ctx, "message failed for good", "err", end.Error)
	case dropped:
		s.Meter.MessageSent(dropped)
		log.InfoContext(ctx, "reply dropped, a person owns the conversation")
	default:
		s.Meter.MessageSent("retry")
		log.WarnContext(ctx, "message not sent, trying again", "err", end.Error, "retry_in", end.RetryIn.String(), "uncertain", end.Uncertain)
	}
}
