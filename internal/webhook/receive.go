package webhook

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"atrevete/internal/channel"
	"atrevete/internal/payment"
	"atrevete/internal/salon"
)

// chatwoot takes one event of the channel.
func (h *handler) chatwoot(r *http.Request, body []byte) answer {
	list, err := h.cfg.Channel.Parse(r.Header, body)
	switch {
	case errors.Is(err, channel.ErrUnauthorized):
		return refuse(http.StatusUnauthorized, "unauthorized", err)
	case err != nil:
		return refuse(http.StatusBadRequest, "malformed", err)
	}
	for i := range list {
		list[i].SalonID = h.cfg.SalonID
	}
	return h.take(r.Context(), list)
}

// stripe takes one event of the payment provider, which wants 400 for a bad
// signature.
func (h *handler) stripe(r *http.Request, body []byte) answer {
	list, err := h.cfg.Payment.Parse(r.Header, body)
	switch {
	case errors.Is(err, payment.ErrUnauthorized):
		return refuse(http.StatusBadRequest, "bad signature", err)
	case err != nil:
		return refuse(http.StatusBadRequest, "malformed", err)
	}
	if list, err = h.ours(r.Context(), list); err != nil {
		return refuse(http.StatusInternalServerError, "not stored", err)
	}
	return h.take(r.Context(), list)
}

// ours keeps the facts about bookings of this deployment, and names them. One
// Stripe account may serve several, and sell other things besides: their events
// are not stored, but the log says that they came.
func (h *handler) ours(ctx context.Context, list []salon.Inbound) ([]salon.Inbound, error) {
	if h.cfg.Payments == nil {
		return list, nil
	}
	ctx, cancel := context.WithTimeout(ctx, h.cfg.StoreWithin)
	defer cancel()
	var kept []salon.Inbound
	for _, in := range list {
		if in.Payment != nil {
			booking, err := h.cfg.Payments.BookingOfPayment(ctx, *in.Payment)
			if errors.Is(err, salon.ErrForeignPayment) {
				h.cfg.Log.InfoContext(ctx, "payment of nobody here ignored", "event_id", in.ExternalID, "fact", in.Payment.Kind,
					"payment_ref", in.Payment.ProviderRef, "session_id", in.Payment.SessionID)
				continue
			}
			if err != nil {
				return nil, fmt.Errorf("find whose payment it is: %w", err)
			}
			in.Payment.BookingID = booking
		}
		kept = append(kept, in)
	}
	return kept, nil
}

// take stores or confirms what an event means. Everything of one event must
// succeed: on 500 the sender repeats the whole.
func (h *handler) take(ctx context.Context, list []salon.Inbound) answer {
	ctx, cancel := context.WithTimeout(ctx, h.cfg.StoreWithin)
	defer cancel()
	a := answer{code: http.StatusOK, status: statusIgnored}
	for _, in := range list {
		var one string
		var err error
		if in.Kind == salon.InboundEcho || in.Kind == salon.InboundReceipt {
			one, err = h.confirm(ctx, in)
		} else {
			one, a.conversation, err = h.store(ctx, in)
		}
		if err != nil {
			return refuse(http.StatusInternalServerError, "not stored", err)
		}
		if a.status != statusAccepted && one != statusIgnored {
			a.status = one
		}
	}
	return a
}

// store hands one inbound to the inbox.
func (h *handler) store(ctx context.Context, in salon.Inbound) (string, salon.ID, error) {
	stored, err := h.cfg.Inbox.Accept(ctx, in)
	if err != nil {
		return "", "", fmt.Errorf("store event: %w", err)
	}
	if stored.Fresh {
		return statusAccepted, stored.Conversation, nil
	}
	return statusDuplicate, stored.Conversation, nil
}

// confirm passes on what became of one of our messages. Such events are not
// stored, so the sender hears "ignored". Only the news of a failure is worth a
// repetition; a lost echo costs us one look, while refusing it would make
// Chatwoot take the conversation away from the assistant.
func (h *handler) confirm(ctx context.Context, in salon.Inbound) (string, error) {
	d := salon.Delivery{ID: in.OutboxID, Status: "sent", ExternalID: in.ExternalMessage, Delivered: in.Delivered}
	if in.Failure != "" {
		d.Status, d.Error = "failed", in.Failure
	}
	if h.cfg.Echoes == nil {
		return statusIgnored, nil
	}
	err := h.cfg.Echoes.ConfirmOutbox(ctx, d)
	if err != nil && in.Failure != "" {
		return "", fmt.Errorf("record failed delivery: %w", err)
	}
	if err != nil {
		h.cfg.Log.WarnContext(ctx, "echo lost", "outbox_id", in.OutboxID, "err", err)
	}
	return statusIgnored, nil
}
