package job

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/riverqueue/river"

	"atrevete/internal/channel"
	"atrevete/internal/payment"
	"atrevete/internal/salon"
)

// Options is what effects need. Mailer, Inbox, Events, Turns and Metrics may be nil.
type Options struct {
	Store     Store
	Checkouts []payment.Checkout
	// Channels by name (salon.Conversation.Channel).
	Channels map[string]channel.Channel
	// TeamChannel and TeamConversation are where notices go that no mail reaches; empty: none.
	TeamChannel      string
	TeamConversation string // external id
	Mailer           Mailer
	MailTimeout      time.Duration // of one mail; zero: 12 s
	Inbox            Inbox
	Events           EventEraser   // nil: no calendar is connected
	Turns            TurnForgetter // nil: nothing is remembered
	Metrics          Metrics
	Log              *slog.Logger
}

// Effects carries out jobs. It is safe for concurrent use.
type Effects struct {
	Options
}

// NewEffects checks the options.
func NewEffects(o Options) (*Effects, error) {
	if o.Store == nil || o.Log == nil {
		return nil, errors.New("job effects need a store and a log")
	}
	if o.TeamConversation != "" && o.Channels[o.TeamChannel] == nil {
		return nil, fmt.Errorf("no channel %q for the team conversation", o.TeamChannel)
	}
	if o.MailTimeout == 0 {
		o.MailTimeout = mailTimeout
	}
	if o.Metrics == nil {
		o.Metrics = noMetrics{}
	}
	return &Effects{Options: o}, nil
}

// Attempt is one try of a job: which it is, counted from 1, whether it is the
// last, and how long ago the job was created.
type Attempt struct {
	Number int
	Last   bool
	Age    time.Duration
}

// Do carries out one job. Its error says what is next: river.JobCancel never
// again, river.JobSnooze later without counting, anything else a retry.
func (e *Effects) Do(ctx context.Context, j salon.Job, try Attempt) error {
	var err error
	switch j.Kind {
	case salon.JobExpireSession:
		err = e.expireSessions(ctx, j, try)
	case salon.JobRefund:
		err = e.refund(ctx, j, try)
	case salon.JobCheckPayment:
		err = e.checkPayment(ctx, j, try)
	case salon.JobNotice:
		err = e.deliver(ctx, j, try)
	case salon.JobEraseContact:
		err = e.eraseContact(ctx, j, try)
	case salon.JobEraseEvent:
		err = e.eraseEvent(ctx, j)
	case salon.JobForgetTurn:
		err = e.forgetTurn(ctx, j)
	default:
		err = river.JobCancel(fmt.Errorf("unknown job kind %q", j.Kind))
	}
	e.Metrics.JobDone(j.Kind, outcome(err, try))
	return err
}

// outcome names what became of a try, for metrics.
func outcome(err error, try Attempt) string {
	var cancel *river.JobCancelError
	var snooze *river.JobSnoozeError
	switch {
	case err == nil:
		return "done"
	case errors.As(err, &snooze):
		return "snoozed"
	case errors.As(err, &cancel), try.Last:
		return "gave_up"
	}
	return "retry"
}

// checkout finds the provider by name.
func (e *Effects) checkout(provider string) (payment.Checkout, error) {
	for _, one := range e.Checkouts {
		if one.Provider() == provider {
			return one, nil
		}
	}
	return nil, fmt.Errorf("payment provider %q is not configured", provider)
}

type noMetrics struct{}

func (noMetrics) JobDone(salon.JobKind, string) {}
func (noMetrics) TimerFired(salon.TimerKind)    {}
