package job_test

import (
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/riverqueue/river"

	"atrevete/internal/channel"
	"atrevete/internal/job"
	"atrevete/internal/payment"
	"atrevete/internal/salon"
)

var first = job.Attempt{Number: 1}

func newEffects(t *testing.T, o job.Options) *job.Effects {
	t.Helper()
	o.Log = slog.New(slog.DiscardHandler)
	e, err := job.NewEffects(o)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func cancelled(err error) bool {
	var c *river.JobCancelError
	return errors.As(err, &c)
}

func pending(token string) salon.Booking {
	return salon.Booking{
		ID: "b1", SalonID: "s1", ConversationID: "c1", Payment: salon.PaymentPending, LinkToken: token,
		Appointments: []salon.Appointment{{Status: salon.Provisional}},
	}
}

func TestOnlySessionsThatCannotBePaidAnyMoreAreExpired(t *testing.T) {
	t.Parallel()
	store := &memory{booking: pending("new"), sessions: []salon.CheckoutSession{
		{ID: "1", Provider: "stripe", LinkToken: "old", SessionID: "cs_old"},
		{ID: "2", Provider: "stripe", LinkToken: "new", SessionID: "cs_new"},
	}}
	pay := &till{}
	e := newEffects(t, job.Options{Store: store, Checkouts: []payment.Checkout{pay}})
	if err := e.Do(t.Context(), salon.Job{Kind: salon.JobExpireSession, BookingID: "b1"}, first); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(pay.expired, " "); got != "cs_old" {
		t.Errorf("expired %q, want cs_old", got)
	}
	if store.ended["1"] != "expired" || store.ended["2"] != "" {
		t.Errorf("ended %v", store.ended)
	}
}

func TestASessionPaidInTheMeantimeIsReportedOnce(t *testing.T) {
	t.Parallel()
	b := pending("")
	b.Appointments[0].Status = salon.Expired
	store := &memory{booking: b, sessions: []salon.CheckoutSession{{ID: "1", Provider: "stripe", LinkToken: "old", SessionID: "cs_1"}}}
	pay := &till{
		expireErr: payment.ErrNotOpen,
		session:   payment.Session{ID: "cs_1", Status: "complete", PaymentStatus: "paid", ProviderRef: "pi_1", Amount: 1600},
	}
	in := &box{}
	e := newEffects(t, job.Options{Store: store, Checkouts: []payment.Checkout{pay}, Inbox: in})
	if err := e.Do(t.Context(), salon.Job{Kind: salon.JobExpireSession, BookingID: "b1"}, first); err != nil {
		t.Fatal(err)
	}
	if store.ended["1"] != "complete" {
		t.Errorf("ended %v", store.ended)
	}
	if len(in.in) != 1 || in.in[0].Payment.ProviderRef != "pi_1" || in.in[0].Payment.LinkToken != "old" || in.in[0].ConversationID != "c1" {
		t.Errorf("reported %+v", in.in)
	}
}

func TestASessionBeingCreatedIsWaitedForThenGivenUp(t *testing.T) {
	t.Parallel()
	store := &memory{booking: pending("new"), sessions: []salon.CheckoutSession{{ID: "1", Provider: "stripe", LinkToken: "old"}}}
	e := newEffects(t, job.Options{Store: store, Checkouts: []payment.Checkout{&till{}}})
	j := salon.Job{Kind: salon.JobExpireSession, BookingID: "b1"}
	var snooze *river.JobSnoozeError
	if err := e.Do(t.Context(), j, first); !errors.As(err, &snooze) {
		t.Fatalf("got %v, want a snooze", err)
	}
	if err := e.Do(t.Context(), j, job.Attempt{Number: 1, Age: 3 * time.Minute}); err != nil {
		t.Fatal(err)
	}
	if store.ended["1"] != "expired" {
		t.Errorf("ended %v", store.ended)
	}
}

func TestANoticeTakesTheFirstWayThatWorks(t *testing.T) {
	t.Parallel()
	broken := errors.New("mail server down")
	for name, c := range map[string]struct {
		mailer job.Mailer
		team   string
		refuse string // conversation that refuses
		via    string
	}{
		"by mail":                     {&post{}, "900", "", "email"},
		"mail down":                   {&post{fail: broken}, "900", "", "team_conversation"},
		"no mail":                     {nil, "900", "", "team_conversation"},
		"no team conversation":        {nil, "", "", "private_note"},
		"mail down, no team anywhere": {&post{fail: broken}, "", "", "private_note"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store := &memory{
				notice: salon.Notice{ID: "n1", ConversationID: "c1", Kind: "new", Urgent: true, Email: "ana@salon.example", Text: "Marta, Corte, 16:30"},
				talk:   salon.Conversation{ID: "c1", Channel: "chatwoot", ExternalID: "42"},
			}
			wall := &board{}
			e := newEffects(t, job.Options{
				Store: store, Mailer: c.mailer, TeamChannel: "chatwoot", TeamConversation: c.team,
				Channels: map[string]channel.Channel{"chatwoot": wall},
			})
			j := salon.Job{Kind: salon.JobNotice, NoticeID: "n1"}
			for range 2 { // twice: delivered once
				if err := e.Do(t.Context(), j, first); err != nil {
					t.Fatal(err)
				}
			}
			if store.notice.Via != c.via {
				t.Fatalf("delivered via %q, want %q", store.notice.Via, c.via)
			}
			switch c.via {
			case "email":
				sent := c.mailer.(*post).sent
				if len(sent) != 1 || sent[0].Subject != "Urgente: Cita nueva" || len(wall.posted) != 0 {
					t.Errorf("mails %+v, notes %d", sent, len(wall.posted))
				}
			default:
				want := map[string]string{"team_conversation": "900", "private_note": "42"}[c.via]
				if len(wall.posted) != 1 || wall.posted[0].Kind != salon.OutboundNote || wall.posted[0].ExternalConversation != want {
					t.Errorf("posted %+v", wall.posted)
				}
			}
		})
	}
}

func TestANoteWhoseAnswerWasLostIsNotPostedTwice(t *testing.T) {
	t.Parallel()
	store := &memory{notice: salon.Notice{ID: "n1", Text: "x"}}
	wall := &board{lose: true}
	e := newEffects(t, job.Options{
		Store: store, TeamChannel: "chatwoot", TeamConversation: "900",
		Channels: map[string]channel.Channel{"chatwoot": wall},
	})
	store.fail = errors.New("database gone") // posted, then the mark is lost
	j := salon.Job{Kind: salon.JobNotice, NoticeID: "n1"}
	if err := e.Do(t.Context(), j, first); err == nil {
		t.Fatal("no fault")
	}
	store.fail, store.notice.Via = nil, ""
	if err := e.Do(t.Context(), j, job.Attempt{Number: 2}); err != nil {
		t.Fatal(err)
	}
	if len(wall.posted) != 1 || store.notice.Via != "team_conversation" {
		t.Errorf("posted %d, via %q", len(wall.posted), store.notice.Via)
	}
}

func TestANoticeWithoutAnyWayIsGivenUp(t *testing.T) {
	t.Parallel()
	store := &memory{notice: salon.Notice{ID: "n1", Text: "x"}}
	e := newEffects(t, job.Options{Store: store})
	for _, id := range []salon.ID{"n1", "unknown"} {
		if err := e.Do(t.Context(), salon.Job{Kind: salon.JobNotice, NoticeID: id}, first); !cancelled(err) {
			t.Errorf("%s: got %v, want the job cancelled", id, err)
		}
	}
}

func TestAnUnknownJobIsGivenUp(t *testing.T) {
	t.Parallel()
	count := &tally{}
	e := newEffects(t, job.Options{Store: &memory{}, Metrics: count})
	if err := e.Do(t.Context(), salon.Job{Kind: "dance"}, first); !cancelled(err) || count.seen["dance gave_up"] != 1 {
		t.Errorf("got %v, counted %v", err, count.seen)
	}
}
