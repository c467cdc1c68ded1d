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

// ending is how a try ended.
type ending struct {
	salon.Delivery
	takenOver bool // dropped because a person owns the conversation
}

// one carries a row as far as it gets and settles it. It returns the status settled.
func (s *Sender) one(ctx context.Context, d salon.Dispatch) (status string, err error) {
	end := s.tryOnce(ctx, d)
	end.ID = d.ID
	if end.takenOver {
		err = s.takenOver(ctx, d, end.Delivery)
	} else {
		err = s.settle(ctx, end.Delivery)
	}
	if err != nil {
		return "", err
	}
	s.report(ctx, d, end.Delivery)
	return end.Status, nil
}

// tryOnce is attempt, unless the channel is taken for dead: then the row waits
// and the try does not count.
func (s *Sender) tryOnce(ctx context.Context, d salon.Dispatch) ending {
	ch, ok := s.Channels[d.Channel]
	if !ok {
		return ending{Delivery: failure(d, salon.Failure{Cause: salon.CauseOther, Words: "Ese canal no está configurado."}, fmt.Sprintf("no channel %q is configured", d.Channel))}
	}
	gate := s.breakers[d.Channel]
	if wait, ok := gate.allow(s.cfg.RealTime()); !ok {
		return ending{Delivery: salon.Delivery{
			Status: pending, Error: "the channel is not answering", RetryIn: s.cfg.Retry.spread(wait), Uncertain: d.Uncertain, Spared: true, Tried: d.Tried,
		}}
	}
	watched := &observed{Channel: ch}
	end := s.attempt(ctx, watched, d)
	if gate.done(s.cfg.RealTime(), !watched.failed) {
		s.Meter.ChannelUp(d.Channel, !gate.down())
		s.Log.WarnContext(ctx, "channel changed", "channel", d.Channel, "up", !gate.down())
	}
	return end
}

// attempt decides about one row: look, check, choose a way, send. It touches no row.
func (s *Sender) attempt(ctx context.Context, ch *observed, d salon.Dispatch) (end ending) {
	defer func() {
		if p := recover(); p != nil {
			s.Meter.Panic("channel")
			ch.failed = true
			end = ending{Delivery: s.after(d, fmt.Errorf("panic in channel: %v: %w", p, channel.ErrUnknown), true)}
		}
	}()
	if d.Kind == salon.OutboundOpen {
		d.Uncertain = d.Uncertain || d.Attempt > 1 // it looks for its own note
		if err := ch.HandOff(ctx, d.Outbound); err != nil {
			return ending{Delivery: s.after(d, err, true)}
		}
		return ending{Delivery: salon.Delivery{Status: sent}}
	}
	if d.Uncertain || d.Attempt > 1 {
		if end, over := s.look(ctx, ch, d); over {
			return ending{Delivery: end}
		}
		d.Uncertain = false
	}
	if d.Kind == salon.OutboundNote { // goes to staff, whoever owns the conversation
		return ending{Delivery: s.send(ctx, ch, d, "").Delivery}
	}
	if d.Outdated || d.About == salon.MessageReminder && !d.Start.IsZero() && !d.Start.After(s.Clock()) {
		return ending{Delivery: salon.Delivery{Status: dropped, Error: "the appointment was changed since"}}
	}
	standing, end, over := s.check(ctx, ch, d)
	if over {
		return end
	}
	return ending{Delivery: s.choose(ctx, ch, d, standing)}
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
		wait := s.cfg.Retry.awaitEcho(d)
		if !d.Uncertain || wait <= 0 {
			return end, false
		}
		return salon.Delivery{Status: pending, Error: err.Error(), Uncertain: true, RetryIn: wait, Spared: true, Tried: d.Tried}, true
	default:
		end = s.after(d, err, false)
		end.Uncertain = d.Uncertain
		return end, true
	}
}

// check asks the channel who owns the conversation right now, and its window. A
// conversation that is gone can only be reached by mail.
func (s *Sender) check(ctx context.Context, ch channel.Channel, d salon.Dispatch) (channel.Standing, ending, bool) {
	standing, err := ch.Standing(ctx, d.ExternalConversation)
	if err != nil && errors.Is(err, channel.ErrPermanent) && d.Email != "" {
		s.Log.WarnContext(ctx, "conversation cannot be read", "conversation_id", d.ConversationID, "err", err)
		return channel.Standing{Owner: d.Owner, Window: channel.WindowClosed}, ending{}, false
	}
	if err != nil {
		return standing, ending{Delivery: s.after(d, err, false)}, true
	}
	// Ours counts too: a person who answers without opening the conversation owns it all the same.
	if !d.Fact && (standing.Owner == salon.OwnerHuman || d.Owner == salon.OwnerHuman) {
		return standing, ending{Delivery: salon.Delivery{Status: dropped, Error: "a person owns the conversation"}, takenOver: true}, true
	}
	if !d.Fact && d.Silenced {
		return standing, ending{Delivery: salon.Delivery{Status: dropped, Error: "the assistant is switched off"}}, true
	}
	return standing, ending{}, false
}

// after turns a failure into what happens next. acted: the failed call might
// have delivered the message, when its outcome is unknown.
func (s *Sender) after(d salon.Dispatch, err error, acted bool) salon.Delivery {
	end := salon.Delivery{Status: pending, Error: err.Error(), RetryIn: s.cfg.Retry.pause(d.Attempt), Tried: d.Tried}
	if acted && errors.Is(err, channel.ErrUnknown) {
		end.Uncertain, end.Acted = true, true
		end.RetryIn = max(end.RetryIn, s.cfg.Retry.Look)
	}
	switch {
	case errors.Is(err, channel.ErrPermanent):
		return failure(d, salon.Failure{Cause: salon.CauseOther, Words: "Chatwoot no lo ha aceptado."}, err.Error())
	case d.Attempt >= s.cfg.Retry.Attempts:
		return failure(d, salon.Failure{Cause: salon.CauseOther, Words: "Chatwoot no ha respondido en mucho tiempo."}, err.Error())
	}
	return end
}

// failure is the visible end of a row: the reason in words, the cause for the log.
func failure(d salon.Dispatch, f salon.Failure, cause string) salon.Delivery {
	return salon.Delivery{Status: failed, Error: cause, Failure: f, Tried: d.Tried}
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
		log.InfoContext(ctx, "message sent", "via", string(end.Via))
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
		log.InfoContext(ctx, "message dropped", "reason", end.Error)
	default:
		s.Meter.MessageSent("retry")
		log.WarnContext(ctx, "message not sent, trying again", "err", end.Error, "retry_in", end.RetryIn.String(), "uncertain", end.Uncertain)
	}
}
