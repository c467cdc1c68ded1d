package job

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/riverqueue/river"

	"atrevete/internal/channel"
	"atrevete/internal/salon"
)

// Ways a notice is delivered.
const (
	viaMail = "email"
	viaTeam = "team_conversation"
	viaNote = "private_note"
)

// mailTimeout leaves time for the other ways within one try.
const mailTimeout = 12 * time.Second

// deliver brings one notice to its reader: by mail, else in the team's
// conversation, else as a private note where it arose. A way that fails, or whose
// outcome is unknown, gives way to the next at once, so that an urgent notice is
// there within two minutes: better twice than not at all.
func (e *Effects) deliver(ctx context.Context, j salon.Job, try Attempt) error {
	n, err := e.Store.Notice(ctx, j.NoticeID)
	if errors.Is(err, salon.ErrNotFound) {
		return river.JobCancel(fmt.Errorf("deliver notice: %w", err))
	}
	if err != nil {
		return fmt.Errorf("deliver notice: %w", err)
	}
	if n.Via != "" {
		return nil
	}
	via, err := e.tryWays(ctx, n, try)
	if err != nil {
		return fmt.Errorf("deliver notice %s: %w", n.ID, err)
	}
	if via == "" {
		e.Log.WarnContext(ctx, "notice has no way to its reader", "notice_id", n.ID, "salon", n.SalonID)
		return river.JobCancel(fmt.Errorf("notice %s: no mail, no team conversation, no conversation of its own", n.ID))
	}
	if err := e.Store.NoticeDelivered(ctx, n.ID, via); err != nil {
		return fmt.Errorf("mark notice %s: %w", n.ID, err)
	}
	return nil
}

// tryWays returns the way that worked; empty without error: there is none.
func (e *Effects) tryWays(ctx context.Context, n salon.Notice, try Attempt) (string, error) {
	var faults []error
	if e.Mailer != nil && n.Email != "" {
		err := e.mail(ctx, n)
		if err == nil {
			return viaMail, nil
		}
		faults = append(faults, err)
		e.Log.WarnContext(ctx, "notice mail failed, trying the team conversation", "notice_id", n.ID, "err", err)
	}
	if e.TeamConversation != "" {
		err := e.note(ctx, n, e.TeamChannel, e.TeamConversation, try)
		if err == nil {
			return viaTeam, nil
		}
		faults = append(faults, err)
	}
	if !n.ConversationID.Empty() {
		c, err := e.Store.Conversation(ctx, n.ConversationID)
		if err == nil {
			err = e.note(ctx, n, c.Channel, c.ExternalID, try)
		}
		if err == nil {
			return viaNote, nil
		}
		faults = append(faults, err)
	}
	return "", errors.Join(faults...)
}

func (e *Effects) mail(ctx context.Context, n salon.Notice) error {
	ctx, cancel := context.WithTimeout(ctx, e.MailTimeout)
	defer cancel()
	err := e.Mailer.Send(ctx, Mail{ID: string(n.ID), To: n.Email, Subject: subject(n), Body: n.Text + "\n", At: n.CreatedAt})
	if err != nil {
		return fmt.Errorf("mail: %w", err)
	}
	return nil
}

// note posts a private note, after looking whether an earlier try already did.
func (e *Effects) note(ctx context.Context, n salon.Notice, channelName, conversation string, try Attempt) error {
	ch, ok := e.Channels[channelName]
	if !ok {
		return fmt.Errorf("note: channel %q is not configured", channelName)
	}
	m := salon.Outbound{
		ID: n.ID, ConversationID: n.ConversationID, Channel: channelName, ExternalConversation: conversation,
		Kind: salon.OutboundNote, Text: noteText(n), CreatedAt: n.CreatedAt, Attempt: try.Number, Uncertain: try.Number > 1,
	}
	if m.Uncertain {
		_, err := ch.Find(ctx, m)
		if err == nil {
			return nil
		}
		if !errors.Is(err, salon.ErrNotFound) {
			return fmt.Errorf("look for note: %w", err)
		}
	}
	_, err := ch.Send(ctx, m)
	if errors.Is(err, channel.ErrUnknown) {
		if _, found := ch.Find(ctx, m); found == nil {
			return nil
		}
	}
	if err != nil {
		return fmt.Errorf("note: %w", err)
	}
	return nil
}

// noteText marks what must be read now.
func noteText(n salon.Notice) string {
	if n.Urgent {
		return "Urgente. " + n.Text
	}
	return n.Text
}

// subject of a notice mail, by kind.
func subject(n salon.Notice) string {
	var s string
	switch n.Kind {
	case "new":
		s = "Cita nueva"
	case "moved":
		s = "Cita cambiada"
	case "cancelled":
		s = "Cita anulada"
	case "delay":
		s = "Retraso en una cita"
	case salon.NoticeStylistAway:
		s = "Citas sin su estilista"
	case "handover":
		s = "Una clienta espera respuesta"
	case salon.NoticeUndelivered:
		s = "Un mensaje no ha llegado"
	case "payment":
		s = "Aviso de pago"
	case salon.NoticeCalendar:
		s = "Google Calendar"
	case salon.NoticeClash:
		s = "Algo apuntado encima de una cita"
	case "privacy":
		s = "Datos personales por borrar"
	default:
		s = "Aviso de la agenda"
	}
	if n.Urgent {
		return "Urgente: " + s
	}
	return s
}
