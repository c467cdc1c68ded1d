package job_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/riverqueue/river"

	"atrevete/internal/job"
	"atrevete/internal/payment"
	"atrevete/internal/salon"
)

// owing is a store with a refund that was decided.
func owing(amount salon.Money) *memory {
	return &memory{booking: pending(""), refund: salon.Refund{Amount: amount, Status: salon.RefundDue, Attempt: 1}}
}

func refundJob(amount, target salon.Money) salon.Job {
	return salon.Job{Kind: salon.JobRefund, BookingID: "b1", Provider: "stripe", ProviderRef: "pi_1", Amount: amount, Target: target}
}

func TestARefundWhoseAnswerWasLostIsRepeatedNotDoubled(t *testing.T) {
	t.Parallel()
	store := owing(1600)
	pay := &till{lie: 2}
	count := &tally{}
	e := newEffects(t, job.Options{Store: store, Checkouts: []payment.Checkout{pay}, Metrics: count})
	j := refundJob(1600, 0)
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

func TestAnEarlierTryThatWorkedIsFoundByItsMark(t *testing.T) {
	t.Parallel()
	store := owing(1600)
	store.refund.LastError = "connection reset"
	pay := &till{made: []payment.Refund{
		{Ref: "re_hand", Status: "succeeded", Amount: 100},
		{Ref: "re_failed", Status: "failed", Amount: 1600, Mark: "refund:pi_1:1"},
		{Ref: "re_ours", Status: "pending", Amount: 1600, Mark: "refund:pi_1:1"},
	}}
	e := newEffects(t, job.Options{Store: store, Checkouts: []payment.Checkout{pay}})
	if err := e.Do(t.Context(), refundJob(1600, 0), job.Attempt{Number: 2}); err != nil {
		t.Fatal(err)
	}
	if pay.refundCalls != 0 || len(store.recorded) != 1 || !strings.Contains(store.recorded[0], "re_ours") {
		t.Errorf("%d calls, recorded %v", pay.refundCalls, store.recorded)
	}
}

func TestAFaultKeptUnderTheKeyIsFollowedByAnotherKey(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]error{
		"saved 500":  fmt.Errorf("500: %w: %w", payment.ErrRetry, payment.ErrKept),
		"key reused": fmt.Errorf("other amount: %w: %w", payment.ErrPermanent, payment.ErrKeyReused),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store, pay := owing(1600), &till{refundErr: fault}
			e := newEffects(t, job.Options{Store: store, Checkouts: []payment.Checkout{pay}})
			for n := 1; n <= 2; n++ {
				if err := e.Do(t.Context(), refundJob(1600, 0), job.Attempt{Number: n}); err == nil || cancelled(err) {
					t.Fatalf("try %d: %v", n, err)
				}
			}
			pay.refundErr = nil
			if err := e.Do(t.Context(), refundJob(1600, 0), job.Attempt{Number: 3}); err != nil {
				t.Fatal(err)
			}
			if pay.refunds["refund:pi_1:1:3"].Mark != "refund:pi_1:1" || len(pay.refunds) != 1 {
				t.Errorf("asked for %v", pay.refunds)
			}
		})
	}
}

func TestPartsOfADepositAreRefundedOneAfterTheOther(t *testing.T) {
	t.Parallel()
	parts := func() *memory {
		store := owing(164)
		store.refund.Target = 164
		return store
	}
	store, pay := parts(), &till{}
	e := newEffects(t, job.Options{Store: store, Checkouts: []payment.Checkout{pay}})
	one, two := refundJob(164, 164), refundJob(524, 688)
	var snooze *river.JobSnoozeError
	second := salon.Refund{Amount: 524, Target: 688, Status: salon.RefundDue, Attempt: 1}
	store.refund = second
	if err := e.Do(t.Context(), two, first); !errors.As(err, &snooze) {
		t.Fatalf("the second came first and got %v, want a snooze", err)
	}
	for _, step := range []struct {
		refund salon.Refund
		job    salon.Job
	}{{parts().refund, one}, {parts().refund, one}, {second, two}, {second, two}} {
		store.refund = step.refund
		if err := e.Do(t.Context(), step.job, first); err != nil {
			t.Fatal(err)
		}
	}
	if len(pay.refunds) != 2 || pay.refunds["refund:pi_1:0-164"].Amount != 164 || pay.refunds["refund:pi_1:164-688"].Amount != 524 || pay.refundCalls != 2 {
		t.Errorf("refunds %v", pay.refunds)
	}

	store, pay = &memory{booking: pending(""), refund: second}, &till{}
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
	for name, pay := range map[string]*till{
		"refused": {refundErr: payment.ErrPermanent},
		"failed":  {status: "failed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store := owing(1600)
			e := newEffects(t, job.Options{Store: store, Checkouts: []payment.Checkout{pay}})
			if err := e.Do(t.Context(), refundJob(1600, 0), first); !cancelled(err) {
				t.Errorf("got %v, want the job cancelled", err)
			}
			if store.refund.Status != salon.RefundFailed || store.refund.LastError == "" || len(store.recorded) != 0 {
				t.Errorf("left %+v, recorded %v", store.refund, store.recorded)
			}
			if err := e.Do(t.Context(), refundJob(1600, 0), first); err != nil || pay.refundCalls != 1 {
				t.Errorf("asked again: %v, %d calls", err, pay.refundCalls)
			}
		})
	}
}

func TestARefundThatTakesHoursStaysDueAndTheTeamHears(t *testing.T) {
	t.Parallel()
	store, pay := owing(1600), &till{refundErr: payment.ErrRetry}
	e := newEffects(t, job.Options{Store: store, Checkouts: []payment.Checkout{pay}})
	if err := e.Do(t.Context(), refundJob(1600, 0), job.Attempt{Number: 25, Last: true}); err == nil || cancelled(err) {
		t.Errorf("got %v, want a fault", err)
	}
	if store.refund.Status != salon.RefundDue || store.slow != 1 {
		t.Errorf("left %+v, told %d times", store.refund, store.slow)
	}
}

func TestARefundThatNobodyDecidedIsNotMade(t *testing.T) {
	t.Parallel()
	pay := &till{}
	e := newEffects(t, job.Options{Store: &memory{}, Checkouts: []payment.Checkout{pay}})
	if err := e.Do(t.Context(), refundJob(1600, 0), first); !cancelled(err) || pay.refundCalls != 0 {
		t.Errorf("got %v after %d calls", err, pay.refundCalls)
	}
}

func TestARefundAtAProviderThatIsNotConfiguredIsRetried(t *testing.T) {
	t.Parallel()
	e := newEffects(t, job.Options{Store: owing(1), Checkouts: []payment.Checkout{&till{}}})
	err := e.Do(t.Context(), salon.Job{Kind: salon.JobRefund, Provider: "sandbox", ProviderRef: "x", Amount: 1}, first)
	if err == nil || cancelled(err) || !strings.Contains(err.Error(), "sandbox") {
		t.Errorf("got %v", err)
	}
}

func TestAPaymentIsComparedWithTheProvidersBooks(t *testing.T) {
	t.Parallel()
	paid := salon.Balance{BookingID: "b1", Provider: "stripe", Ref: "pi_1", Paid: 524}
	with := func(returned salon.Money, rows int) salon.Balance {
		b := paid
		b.Returned, b.Rows = returned, rows
		return b
	}
	failed := payment.Refund{Ref: "re_1", Status: "failed", Amount: 524}
	for name, c := range map[string]struct {
		ours   salon.Balance
		theirs salon.Money
		made   []payment.Refund
		want   string
	}{
		"they agree":          {with(0, 0), 0, nil, ""},
		"given back by hand":  {with(100, 1), 300, nil, "refunded:pi_1:300:1 refunded 300"},
		"a refund that fails": {with(524, 1), 0, []payment.Refund{{Ref: "re_0", Status: "succeeded", Amount: 5}, failed}, "refund_failed:re_1:1 refund_failed 524"},
		"nothing failed yet":  {with(524, 1), 0, nil, ""},
		"not in the ledger":   {salon.Balance{}, 0, nil, "paid:pi_1 paid 524"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := &box{}
			pay := books{till: &till{made: c.made, charge: payment.Charge{ProviderRef: "pi_1", BookingID: "b1", Amount: 524, Refunded: c.theirs}}}
			e := newEffects(t, job.Options{Store: &memory{balance: c.ours}, Checkouts: []payment.Checkout{pay}, Inbox: in})
			j := salon.Job{Kind: salon.JobCheckPayment, BookingID: "b1", Provider: "stripe", ProviderRef: "pi_1"}
			if err := e.Do(t.Context(), j, job.Attempt{Number: 1, Age: time.Hour}); err != nil {
				t.Fatal(err)
			}
			got := ""
			for _, one := range in.in {
				got += fmt.Sprintf("%s %s %d", one.ExternalID, one.Payment.Kind, one.Payment.Amount)
			}
			if got != c.want {
				t.Errorf("reported %q, want %q", got, c.want)
			}
		})
	}
}
