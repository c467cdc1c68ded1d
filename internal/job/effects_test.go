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

func TestARefundWhoseAnswerWasLostIsRepeatedNotDoubled(t *testing.T) {
	t.Parallel()
	store := &memory{booking: pending("")}
	pay := &till{lie: 2}
	count := &tally{}
	e := newEffects(t, job.Options{Store: store, Checkouts: []payment.Checkout{pay}, Metrics: count})
	j := salon.Job{Kind: salon.JobRefund, BookingID: "b1", Provider: "stripe", ProviderRef: "pi_1", Amount: 1600}
	for n := 1; n <= 2; n++ {
		if err := e.Do(t.Context(), j, job.Attempt{Number: n}); !errors.Is(err, payment.ErrRetry) {
			t.Fatalf("try %d: %v", n, err)
		}
	}
	for range 2 { // the second time the job runs although its work is done
		if err := e.Do(t.Context(), j, job.Attempt{Number: 3}); err != nil {
			t.Fatal(err)
		}
	}
	if len(pay.refunds) != 1 || pay.refunds["refund:pi_1:1"].Amount != 1600 || pay.refundCalls != 3 {
		t.Errorf("refunds %v after %d calls", pay.refunds, pay.refundCalls)
	}
	if len(store.recorded) != 1 || store.recorded[0] != "b1 stripe re_of_refund:pi_1:1 pi_1 1600" {
		t.Errorf("recorded %q", store.recorded)
	}
	if count.seen["refund retry"] != 2 || count.seen["refund done"] != 2 {
		t.Errorf("counted %v", count.seen)
	}
}

func TestPartsOfADepositAreRefundedOneAfterTheOther(t *testing.T) {
	t.Parallel()
	store, pay := &memory{booking: pending("")}, &till{}
	e := newEffects(t, job.Options{Store: store, Checkouts: []payment.Checkout{pay}})
	one := salon.Job{Kind: salon.JobRefund, BookingID: "b1", Provider: "stripe", ProviderRef: "pi_1", Amount: 164, Target: 164}
	two := salon.Job{Kind: salon.JobRefund, BookingID: "b1", Provider: "stripe", ProviderRef: "pi_1", Amount: 524, Target: 688}
	var snooze *river.JobSnoozeError
	if err := e.Do(t.Context(), two, first); !errors.As(err, &snooze) {
		t.Fatalf("the second came first and got %v, want a snooze", err)
	}
	for _, j := range []salon.Job{one, one, two, two} {
		if err := e.Do(t.Context(), j, first); err != nil {
			t.Fatal(err)
		}
	}
	if len(pay.refunds) != 2 || pay.refunds["refund:pi_1:0-164"].Amount != 164 || pay.refunds["refund:pi_1:164-688"].Amount != 524 || pay.refundCalls != 2 {
		t.Errorf("refunds %v", pay.refunds)
	}

	store, pay = &memory{booking: pending("")}, &till{}
	e = newEffects(t, job.Options{Store: store, Checkouts: []payment.Checkout{pay}})
	if err := e.Do(t.Context(), two, job.Attempt{Number: 2, Age: time.Hour}); err != nil || store.refunded != 524 {
		t.Errorf("the first was given up: refunded %d, %v", store.refunded, err)
	}
	store.refunded = 600 // most of it by hand
	if err := e.Do(t.Context(), two, job.Attempt{Number: 3}); err != nil || store.refunded != 688 {
		t.Errorf("the rest: refunded %d, %v", store.refunded, err)
	}
}

func TestARefusedRefundGoesToThePeople(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		till *till
		try  job.Attempt
	}{
		"refused":     {&till{refundErr: payment.ErrPermanent}, first},
		"failed":      {&till{status: "failed"}, first},
		"out of time": {&till{refundErr: payment.ErrRetry}, job.Attempt{Number: 25, Last: true}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store := &memory{booking: pending("")}
			e := newEffects(t, job.Options{Store: store, Checkouts: []payment.Checkout{c.till}})
			err := e.Do(t.Context(), salon.Job{Kind: salon.JobRefund, BookingID: "b1", Provider: "stripe", ProviderRef: "pi_1", Amount: 1600}, c.try)
			if !cancelled(err) {
				t.Errorf("got %v, want the job cancelled", err)
			}
			if len(store.notices) != 1 || !store.notices[0].Urgent || !strings.Contains(store.notices[0].Text, "16,00 €") {
				t.Errorf("notices %+v", store.notices)
			}
			if len(store.recorded) != 0 {
				t.Errorf("recorded %v", store.recorded)
			}
		})
	}
}

func TestARefundAtAProviderThatIsNotConfiguredIsRetried(t *testing.T) {
	t.Parallel()
	e := newEffects(t, job.Options{Store: &memory{}, Checkouts: []payment.Checkout{&till{}}})
	err := e.Do(t.Context(), salon.Job{Kind: salon.JobRefund, Provider: "sandbox", ProviderRef: "x", Amount: 1}, first)
	if err == nil || cancelled(err) || !strings.Contains(err.Error(), "sandbox") {
		t.Errorf("got %v", err)
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
