package outbox

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"atrevete/internal/channel"
	"atrevete/internal/salon"
)

// choose sends a message by the best way that is open; one that refuses it for
// good gives way to the next at once.
func (s *Sender) choose(ctx context.Context, ch channel.Channel, d salon.Dispatch, standing channel.Standing) salon.Delivery {
	template, err := s.template(ctx, d)
	if err != nil {
		return s.after(d, err, false)
	}
	var refused error
	for {
		c := plan(situation{
			about: d.About, fact: d.Fact, window: standing.Window, lastInbound: d.LastInbound, now: s.Clock(),
			template: template != nil, mail: d.Email != "" && s.Mailer != nil, stopped: d.Stopped, tried: d.Tried,
		})
		switch {
		case c.drop:
			return salon.Delivery{Status: dropped, Error: "the customer asked for no more than what she must know"}
		case c.way == "" && refused != nil:
			return failure(d, salon.Failure{Cause: salon.CauseOther, Words: "No se ha aceptado el mensaje y no queda otra vía."}, refused.Error())
		case c.way == "":
			return failure(d, c.failure, "no way to the customer: "+string(c.failure.Cause))
		}
		d.Template = nil
		if c.way == salon.WayTemplate {
			d.Template = template
		}
		end := s.send(ctx, ch, d, c.way)
		if end.refused == nil {
			return end.Delivery
		}
		refused = end.refused
		d.Tried = append(d.Tried, c.way)
	}
}

// posted is the end of one sending. refused: this way will never take it.
type posted struct {
	salon.Delivery
	refused error
}

// send sends by one way.
func (s *Sender) send(ctx context.Context, ch channel.Channel, d salon.Dispatch, way salon.Way) posted {
	var receipt salon.Receipt
	var err error
	if way == salon.WayMail {
		err = s.mail(ctx, d)
	} else {
		receipt, err = ch.Send(ctx, d.Outbound)
	}
	switch {
	case err == nil:
		return posted{Delivery: salon.Delivery{Status: sent, ExternalID: receipt.ExternalID, Via: way, Tried: d.Tried}}
	case way != "" && errors.Is(err, channel.ErrPermanent):
		return posted{refused: err}
	}
	return posted{Delivery: s.after(d, err, true)}
}

// template fills the template of a message's kind; nil: there is none, or a fact
// it needs is not known.
func (s *Sender) template(ctx context.Context, d salon.Dispatch) (*salon.FilledTemplate, error) {
	if d.About == "" || s.Templates == nil {
		return nil, nil //nolint:nilnil // no template is an ordinary case
	}
	t, err := s.Templates.Template(ctx, d.SalonID, d.About)
	if errors.Is(err, salon.ErrNotFound) {
		return nil, nil //nolint:nilnil // as above
	}
	if err != nil {
		return nil, fmt.Errorf("read template: %w: %w", err, channel.ErrRetry)
	}
	filled, err := t.Fill(d.Facts)
	if err != nil {
		s.Log.WarnContext(ctx, "template cannot be filled", "outbox_id", d.ID, "about", string(d.About), "err", err)
		return nil, nil //nolint:nilnil // as above
	}
	return &filled, nil
}

// mailTimeout bounds one mail.
const mailTimeout = 15 * time.Second

// mail writes to the customer's address.
func (s *Sender) mail(ctx context.Context, d salon.Dispatch) error {
	ctx, cancel := context.WithTimeout(ctx, mailTimeout)
	defer cancel()
	var body strings.Builder
	body.WriteString(d.Text)
	for _, o := range d.Options {
		body.WriteString("\n• " + o.Title)
	}
	body.WriteString("\n\nPara responder, escríbenos por WhatsApp como siempre.\n")
	if err := s.Mailer.Send(ctx, Mail{ID: string(d.ID), To: d.Email, Subject: subject(d.About), Body: body.String(), At: d.CreatedAt}); err != nil {
		return fmt.Errorf("mail: %w", err)
	}
	return nil
}

// subject of a mail, by what it tells.
func subject(about salon.MessageKind) string {
	switch about {
	case salon.MessageReminder:
		return "Recordatorio de tu cita"
	case salon.MessagePaymentWarning:
		return "Tu reserva está pendiente de pago"
	case salon.MessageHoldExpired:
		return "Tu reserva ha caducado"
	case salon.MessageConfirmed:
		return "Tu cita está confirmada"
	case salon.MessageRefund:
		return "Te devolvemos tu anticipo"
	case salon.MessageWaitlistHit:
		return "Se ha liberado un hueco"
	case salon.MessageStaffChange, salon.MessageAbsence:
		return "Cambio en tu cita"
	case salon.MessageStaffCancelled:
		return "Tu cita se ha anulado"
	}
	return "Mensaje sobre tu cita"
}

// observed is a channel that remembers whether it failed to answer.
type observed struct {
	channel.Channel
	failed bool
}

func (o *observed) note(err error) {
	silent := errors.Is(err, channel.ErrUnknown) && !errors.Is(err, channel.ErrNoLook)
	refusing := errors.Is(err, channel.ErrRetry) && !errors.Is(err, channel.ErrLimited)
	o.failed = o.failed || silent || refusing
}

// Send passes on.
func (o *observed) Send(ctx context.Context, m salon.Outbound) (salon.Receipt, error) {
	r, err := o.Channel.Send(ctx, m)
	o.note(err)
	return r, err
}

// Find passes on.
func (o *observed) Find(ctx context.Context, m salon.Outbound) (salon.Receipt, error) {
	r, err := o.Channel.Find(ctx, m)
	o.note(err)
	return r, err
}

// Standing passes on.
func (o *observed) Standing(ctx context.Context, external string) (channel.Standing, error) {
	standing, err := o.Channel.Standing(ctx, external)
	o.note(err)
	return standing, err
}

// HandOff passes on.
func (o *observed) HandOff(ctx context.Context, m salon.Outbound) error {
	err := o.Channel.HandOff(ctx, m)
	o.note(err)
	return err
}
