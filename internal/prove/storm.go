package prove

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"atrevete/internal/salon"
	"atrevete/internal/store"
)

// customer is somebody who fights for hours.
type customer struct{ id, conversation salon.ID }

// storm is one in progress.
type storm struct {
	Options
	clock     *clock
	store     *store.Store // of the workers
	crewStore *store.Store // of the turns and messages beside them
	jobStore  *store.Store // of the jobs
	salon     *salon.Salon
	wishes    []wish
	customers []customer
	prizes    prizes
	deeds     deeds
	bank      *bank
	post      *post
	count     counts
	booked    pool // bookings believed to be confirmed
	took      time.Duration

	mu      sync.Mutex
	promise []salon.ID // bookings whose commit was acknowledged
	sent    []string   // external ids of messages whose storing was acknowledged
	faults  []string   // errors that nothing explains, the first few
}

// counts is what happened, beside what must not.
type counts struct {
	held, refused, outrun, tooMany    atomic.Int64
	paid, rebooked, refunding, double atomic.Int64
	cancelled, moved, moveRefused     atomic.Int64
	released, replaced, expired       atomic.Int64
	aborted, cut, severed, crashed    atomic.Int64
	killedTurns, interrupted          atomic.Int64
	messages, repeats                 atomic.Int64
	reports, unexplained              atomic.Int64
}

func (s *storm) close() {
	s.store.Close()
	s.crewStore.Close()
	s.jobStore.Close()
}

// streamOfWorker keeps the random numbers of workers apart.
const streamOfWorker = 0x9e3779b9

// breath is how long a worker waits after the database was away.
const breath = 20 * time.Millisecond

// work is one worker: it tries holds until enough were tried, does the deeds
// that are due in between, and at the end those that are left.
func (s *storm) work(ctx context.Context, n int) error {
	r := rand.New(rand.NewPCG(s.Seed, uint64(n)*streamOfWorker)) //nolint:gosec // not a secret: a storm can be repeated
	for s.clock.attempts.Load() < int64(s.Attempts) {
		if err := ctx.Err(); err != nil {
			return err
		}
		if deed, due := s.deeds.next(s.clock.Now()); due {
			s.note(ctx, deed(ctx, r))
			continue
		}
		if r.IntN(100) < 4 {
			s.note(ctx, s.change(ctx, r))
			continue
		}
		s.attempt(ctx, r)
	}
	for ctx.Err() == nil {
		deed, at, left := s.deeds.last()
		if !left {
			return nil
		}
		s.clock.reach(at)
		s.note(ctx, deed(ctx, r))
	}
	return ctx.Err()
}

// errAborted is what a transaction that is aborted on purpose ends with.
var errAborted = errors.New("aborted by the storm")

// attempt tries one hold: mostly for the prize of the moment, which others want
// too, else anywhere. Now and then it is aborted after the hold, or cut off in
// the middle.
func (s *storm) attempt(ctx context.Context, r *rand.Rand) {
	request, p := s.draw(ctx, r)
	var err error
	var b salon.Booking
	switch n := r.IntN(1000); {
	case n < 4:
		s.count.aborted.Add(1)
		err = s.store.InTx(ctx, func(ctx context.Context) error {
			_, err := s.store.Hold(ctx, s.salon, request, s.clock.Now())
			return errors.Join(err, errAborted)
		})
	case n < 6:
		s.count.cut.Add(1)
		short, cancel := context.WithTimeout(ctx, time.Duration(r.IntN(8000))*time.Microsecond)
		b, err = s.store.Hold(short, s.salon, request, s.clock.Now())
		cancel()
	default:
		b, err = s.store.Hold(ctx, s.salon, request, s.clock.Now())
	}
	switch {
	case err == nil:
		s.count.held.Add(1)
		if p != nil {
			p.gone.Store(true)
		}
		s.keep(b)
		s.plan(r, b, request)
	case errors.Is(err, salon.ErrOutrun):
		s.count.outrun.Add(1)
	case errors.Is(err, salon.ErrSlotTaken):
		s.count.refused.Add(1)
	case errors.Is(err, salon.ErrTooMany):
		s.count.tooMany.Add(1)
	default:
		s.note(ctx, err)
		if interrupted(err) {
			return // it was not an attempt: the database was away
		}
	}
	s.clock.attempts.Add(1)
}

// keep remembers that we were told the booking stands.
func (s *storm) keep(b salon.Booking) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.promise = append(s.promise, b.ID)
}

// draw says who tries to hold what: one visit, now and then two.
func (s *storm) draw(ctx context.Context, r *rand.Rand) (salon.BookingRequest, *prize) {
	who := s.customers[r.IntN(len(s.customers))]
	request := salon.BookingRequest{SalonID: s.salon.ID, CustomerID: who.id, ConversationID: who.conversation}
	var aim *prize
	for len(request.Visits) == 0 {
		if r.IntN(10) < 6 {
			if w, slot, p, ok := s.wanted(r); ok {
				request.Visits, aim = append(request.Visits, salon.VisitRequest{Visit: w.visit, Slot: slot}), p
				break
			}
			s.look(ctx, r)
		}
		w := s.wishes[r.IntN(len(s.wishes))]
		if slot, ok := s.anySlot(r, w); ok {
			request.Visits = append(request.Visits, salon.VisitRequest{Visit: w.visit, Slot: slot})
		}
	}
	if r.IntN(20) == 0 { // two in one go: both or none
		if w := s.wishes[r.IntN(len(s.wishes))]; true {
			if slot, ok := s.anySlot(r, w); ok {
				request.Visits = append(request.Visits, salon.VisitRequest{Visit: w.visit, Slot: slot, CustomerID: s.customers[r.IntN(len(s.customers))].id})
			}
		}
	}
	return request, aim
}

// look finds the next prize, unless somebody is looking already.
func (s *storm) look(ctx context.Context, r *rand.Rand) {
	if !s.prizes.looking.TryLock() {
		return
	}
	defer s.prizes.looking.Unlock()
	w := s.wishes[r.IntN(len(s.wishes))]
	now := s.clock.Now()
	day := salon.DateOf(now.In(s.salon.Location)).AddDays(r.IntN(min(daysAhead, s.salon.Policies.MaxDaysAhead)))
	occupied, err := s.store.Occupancy(ctx, s.salon.ID, day, day, "")
	if err != nil {
		s.note(ctx, err)
		return
	}
	free := salon.FindSlots(s.salon, occupied, salon.Query{Plan: w.plan, From: day, To: day, Now: now})
	if len(free) == 0 {
		return
	}
	slot := free[r.IntN(len(free))]
	s.prizes.now.Store(&prize{stylist: slot.StylistID, start: slot.Start, wishes: s.doneBy(slot.StylistID)})
}

// note keeps errors that nothing explains. What the storm itself caused, or the
// engine refuses by its rules, is none.
func (s *storm) note(ctx context.Context, err error) {
	switch {
	case err == nil, ctx.Err() != nil, errors.Is(err, errAborted):
		return
	case errors.Is(err, salon.ErrConflict), errors.Is(err, salon.ErrSlotTaken), errors.Is(err, salon.ErrTooMany), errors.Is(err, salon.ErrBusy):
		return
	case interrupted(err):
		s.count.interrupted.Add(1)
		pause := time.NewTimer(breath)
		defer pause.Stop()
		select {
		case <-ctx.Done():
		case <-pause.C:
		}
		return
	}
	s.fault(fmt.Sprint(err))
}

// fault counts something that must not happen, and keeps the first few.
func (s *storm) fault(what string) {
	s.count.unexplained.Add(1)
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.faults) < maxFaults {
		s.faults = append(s.faults, what)
	}
}

// maxFaults bounds the faults that are shown.
const maxFaults = 10

// interrupted reports whether the database was away, or we cut the connection:
// no answer of the engine. What the server answered, other than that it stops or
// that a statement was cancelled, is one.
func interrupted(err error) bool {
	for _, ours := range []error{salon.ErrNotFound, salon.ErrDuplicate, salon.ErrEmptyVisit, salon.ErrMixedCategories} {
		if errors.Is(err, ours) {
			return false
		}
	}
	var answer *pgconn.PgError
	if !errors.As(err, &answer) {
		return true
	}
	return answer.Code[:2] == "57" || answer.Code[:2] == "08"
}
