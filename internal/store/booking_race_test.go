package store_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"atrevete/internal/salon"
)

// starts lists n starts of a visit on Friday, so many minutes apart.
func (h *shop) starts(n, apart int) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = h.at("2026-10-09 09:00").Add(time.Duration(i*apart) * time.Minute).Format("2006-01-02 15:04")
	}
	return list
}

func TestTenSlotsAreSoldOnceEachToSixtyFour(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	slots := h.starts(10, 45)
	requests := make([]salon.BookingRequest, 64)
	for i := range requests {
		requests[i] = h.request()
	}
	var won, lost atomic.Int64
	var wg sync.WaitGroup
	for i, r := range requests {
		order := rand.New(rand.NewPCG(1, uint64(i))).Perm(len(slots))
		wg.Go(func() {
			for _, n := range order {
				r.Visits = []salon.VisitRequest{h.visit("marta", slots[n], "corte")}
				_, err := h.Hold(context.Background(), h.snap, r, h.now)
				if err == nil {
					won.Add(1)
					return
				}
				if !errors.Is(err, salon.ErrSlotTaken) {
					t.Errorf("customer %d: %v", i, err)
					return
				}
			}
			lost.Add(1)
		})
	}
	wg.Wait()
	if won.Load() != 10 || lost.Load() != 54 {
		t.Errorf("%d won, %d lost", won.Load(), lost.Load())
	}
	h.want(`(10,10,10)`, `SELECT count(*), count(DISTINCT starts_at), count(DISTINCT customer_id) FROM appointments`)
	h.consistent()
}

func TestTwoWhoChooseTheSameSlotNeverBothGetIt(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	h.snap.Policies.MaxUpcomingPerCustomer = 0
	both := [2]salon.BookingRequest{h.request(), h.request()}
	for n := range 100 {
		stylist := []string{"pilar", "ana", "marta"}[n%3]
		day := h.at("2026-10-07 09:00").AddDate(0, 0, n/3/14%3)
		visit := h.visit(stylist, day.Add(time.Duration(n/3%14)*45*time.Minute).Format("2006-01-02 15:04"), "corte")
		errs := make(chan error, 2)
		gate := make(chan struct{})
		for _, r := range both {
			r.Visits = []salon.VisitRequest{visit}
			go func() {
				<-gate
				_, err := h.Hold(context.Background(), h.snap, r, h.now)
				errs <- err
			}()
		}
		close(gate)
		first, second := <-errs, <-errs
		if first != nil {
			first, second = second, first
		}
		if first != nil || !errors.Is(second, salon.ErrSlotTaken) {
			t.Fatalf("round %d: %v and %v", n, first, second)
		}
	}
	h.want(`(100)`, `SELECT count(*) FROM appointments`)
	h.consistent()
}

func TestBookingsOfSeveralStretchesNeverLockEachOtherOut(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	h.snap.Policies.MaxUpcomingPerCustomer = 0
	starts := h.starts(12, 15)
	services := []string{"tinte", "secado", "corte", "pack"}
	stylists := []string{"pilar", "ana", "marta"}
	var wg sync.WaitGroup
	for worker := range 16 {
		r := h.request()
		random := rand.New(rand.NewPCG(7, uint64(worker)))
		wg.Go(func() {
			for range 15 {
				r.Visits = nil
				for _, n := range random.Perm(3)[:1+random.IntN(3)] {
					r.Visits = append(r.Visits, h.visit(stylists[n], starts[random.IntN(len(starts))], services[random.IntN(len(services))]))
				}
				b, err := h.Hold(context.Background(), h.snap, r, h.now)
				switch {
				case err == nil && random.IntN(2) == 0:
					_, err = h.ReleaseBooking(context.Background(), b.ID, h.now)
					if err != nil {
						t.Error(err)
					}
				case err != nil && !errors.Is(err, salon.ErrSlotTaken):
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	h.consistent()
}

func TestAPaymentInTheSecondTheHoldEndsIsDecidedByTheRow(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	h.snap.Policies.MaxUpcomingPerCustomer = 0
	seen := map[string]int{}
	for n := range 40 {
		stylist := []string{"pilar", "ana", "marta"}[n%3]
		b := h.hold(h.request(h.visit(stylist, h.starts(14, 45)[n/3], "corte")))
		var wg sync.WaitGroup
		var outcome salon.PaymentOutcome
		var told []salon.ID
		wg.Go(func() {
			var err error
			if outcome, _, err = h.ApplyPayment(context.Background(), h.snap, paid(b, fmt.Sprintf("pi_%d", n)), b.HoldExpiresAt); err != nil {
				t.Error(err)
			}
		})
		wg.Go(func() {
			var err error
			if told, err = h.fire(b.HoldExpiresAt); err != nil {
				t.Error(err)
			}
		})
		wg.Wait()
		seen[string(outcome)]++
		if (outcome == salon.OutcomeConfirmed) != (len(told) == 0) {
			t.Errorf("round %d: payment %s, timer told %v", n, outcome, told)
		}
		if now, _ := h.Booking(t.Context(), b.ID); describe(now) != "confirmed confirmed 524 link=true" {
			t.Errorf("round %d: %s", n, describe(now))
		}
	}
	if seen["confirmed"]+seen["rebooked"] != 40 {
		t.Errorf("outcomes %v", seen)
	}
	h.consistent()
}

func TestTheSameReportInManyHandsPaysOnce(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	b := h.friday()
	outcomes := make(chan salon.PaymentOutcome, 16)
	for n := range cap(outcomes) {
		go func() {
			fact := paid(b, fmt.Sprintf("pi_%d", n%2)) // two payments, each reported eight times
			outcome, _, err := h.ApplyPayment(context.Background(), h.snap, fact, h.now)
			if err != nil {
				t.Error(err)
			}
			outcomes <- outcome
		}()
	}
	seen := map[salon.PaymentOutcome]int{}
	for range cap(outcomes) {
		seen[<-outcomes]++
	}
	if seen[salon.OutcomeConfirmed] != 1 || seen[salon.OutcomeRefunding] != 1 || seen[salon.OutcomeDuplicate] != 14 {
		t.Errorf("outcomes %v", seen)
	}
	h.want(`(1)`, `SELECT count(*) FROM river_job WHERE args->'job'->>'kind' = 'refund'`)
	h.consistent()
}

// BenchmarkContendedHolds storms few slots from many sides: one operation is
// one attempt, a success is released again. It reports the share that was sold
// and the overlaps, which must be none.
func BenchmarkContendedHolds(b *testing.B) {
	h := openShop(b)
	h.snap.Policies.MaxUpcomingPerCustomer = 0
	starts := h.starts(8, 15)
	var sold atomic.Int64
	var worker atomic.Uint64
	b.SetParallelism(8)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		r := h.request()
		random := rand.New(rand.NewPCG(3, worker.Add(1)))
		for pb.Next() {
			r.Visits = []salon.VisitRequest{h.visit("marta", starts[random.IntN(len(starts))], "corte")}
			booking, err := h.Hold(context.Background(), h.snap, r, h.now)
			switch {
			case err == nil:
				sold.Add(1)
				if _, err := h.ReleaseBooking(context.Background(), booking.ID, h.now); err != nil {
					b.Error(err)
				}
			case !errors.Is(err, salon.ErrSlotTaken):
				b.Error(err)
			}
		}
	})
	b.StopTimer()
	h.consistent()
	b.ReportMetric(float64(sold.Load())/float64(b.N), "sold/op")
	b.ReportMetric(float64(len(h.text(`SELECT a.id FROM busy_segments a JOIN busy_segments b
		ON a.stylist_id = b.stylist_id AND a.id < b.id AND a.during && b.during WHERE a.active AND b.active`))), "overlaps")
}
