package chaos

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"syscall"
	"time"

	"github.com/gomodule/redigo/redis"

	"atrevete/internal/testkit"
)

// disaster is one kind of thing that goes wrong.
type disaster struct {
	name   string
	weight int
	strike func(ctx context.Context, r *rand.Rand) error
}

// disasters are all kinds.
func (s *system) disasters() []disaster {
	kill := func(name string) func(context.Context, *rand.Rand) error {
		return func(ctx context.Context, r *rand.Rand) error {
			s.end(name, syscall.SIGKILL)
			pause(ctx, time.Duration(r.IntN(1500))*time.Millisecond)
			s.start(name)
			return nil
		}
	}
	return []disaster{
		{"kill -9 of an agent", 5, func(ctx context.Context, r *rand.Rand) error {
			return kill(fmt.Sprintf("agent-%d", 1+r.IntN(2)))(ctx, r)
		}},
		{"kill -9 of both agents", 1, func(ctx context.Context, r *rand.Rand) error {
			s.end("agent-1", syscall.SIGKILL)
			return kill("agent-2")(ctx, r)
		}},
		{"kill -9 of the api", 3, kill("api")},
		{"an agent is told to stop", 1, func(_ context.Context, r *rand.Rand) error {
			s.end(fmt.Sprintf("agent-%d", 1+r.IntN(2)), syscall.SIGTERM)
			return nil
		}},
		{"everything killed, two minutes pass", 1, func(context.Context, *rand.Rand) error { s.leap(2 * time.Minute); return nil }},
		{"Redis wiped", 2, func(context.Context, *rand.Rand) error { return s.wipeRedis() }},
		{"Redis killed", 1, func(ctx context.Context, r *rand.Rand) error {
			s.redis.Kill()
			pause(ctx, time.Duration(r.IntN(3000))*time.Millisecond)
			return s.redis.Restart(context.WithoutCancel(ctx))
		}},
		{"PostgreSQL restarted in good order", 1, func(ctx context.Context, _ *rand.Rand) error {
			return s.postgres.Restart(context.WithoutCancel(ctx))
		}},
		{"PostgreSQL killed", 1, func(ctx context.Context, _ *rand.Rand) error {
			s.postgres.Kill()
			return s.postgres.Restart(context.WithoutCancel(ctx))
		}},
		{"Chatwoot misbehaves", 6, func(_ context.Context, r *rand.Rand) error { s.vexChatwoot(r); return nil }},
		{"Stripe misbehaves", 4, func(_ context.Context, r *rand.Rand) error { s.vexStripe(r); return nil }},
		{"a person takes over and hands back", 2, func(ctx context.Context, r *rand.Rand) error { s.takeOver(ctx, r); return nil }},
	}
}

// strike lets disasters happen until ctx ends and returns how often which did.
func (s *system) strike(ctx context.Context, seed uint64) map[string]int {
	const streamOfDisasters = 0xd15a
	r := rand.New(rand.NewPCG(seed, streamOfDisasters))
	all, total := s.disasters(), 0
	for _, one := range all {
		total += one.weight
	}
	struck := map[string]int{}
	for first := 0; ctx.Err() == nil; first++ {
		pause(ctx, 200*time.Millisecond+time.Duration(r.IntN(1300))*time.Millisecond)
		if ctx.Err() != nil {
			break
		}
		n, chosen := r.IntN(total), all[0]
		for _, one := range all {
			if n -= one.weight; n < 0 {
				chosen = one
				break
			}
		}
		if first < len(all) { // each kind once, even in a short run
			chosen = all[(first+int(seed%uint64(len(all))))%len(all)]
		}
		struck[chosen.name]++
		if err := chosen.strike(ctx, r); err != nil {
			s.t.Errorf("%s: %v", chosen.name, err)
		}
		s.revive()
		_ = s.stripe.Redeliver(r.IntN(2) == 0) // Stripe repeats what was not taken, in any order
	}
	return struck
}

// wipeRedis forgets everything Redis knew.
func (s *system) wipeRedis() error {
	conn, err := redis.DialURL(s.redis.URL())
	if err != nil {
		return fmt.Errorf("reaching Redis: %w", err)
	}
	defer conn.Close()
	if _, err := conn.Do("FLUSHALL"); err != nil {
		return fmt.Errorf("wiping Redis: %w", err)
	}
	return nil
}

func (s *system) vexChatwoot(r *rand.Rand) {
	ops := []string{"", "send", "send", "send", "find", "standing"}
	f := testkit.ChatwootFault{On: ops[r.IntN(len(ops))], Times: 1 + r.IntN(4)}
	switch r.IntN(7) {
	case 0:
		f.Status = http.StatusTooManyRequests
	case 1:
		f.Status = http.StatusInternalServerError
	case 2:
		f.Status, f.AfterWork = http.StatusBadGateway, true
	case 3:
		f.Drop, f.AfterWork = true, true
	case 4:
		f.Drop = true
	case 5:
		f.Hang, f.AfterWork, f.Times = true, true, 1
	case 6:
		f.Status = http.StatusServiceUnavailable
	}
	s.chatwoot.Misbehave(f)
}

func (s *system) vexStripe(r *rand.Rand) {
	switch r.IntN(6) {
	case 0:
		s.stripe.FailNext(1+r.IntN(2), http.StatusTooManyRequests)
	case 1:
		s.stripe.FailNext(1, http.StatusInternalServerError)
	case 2:
		s.stripe.DropNext(1 + r.IntN(2))
	case 3:
		s.stripe.DuplicateEvents(2)
	case 4:
		s.stripe.HoldEvents() // until they are delivered again, in any order
	case 5:
		s.stripe.LoseEvents(1)
	}
}

// takeOver is a person who answers in a random conversation for a while.
func (s *system) takeOver(ctx context.Context, r *rand.Rand) {
	s.mu.Lock()
	ids := append([]int64{}, s.open...)
	s.mu.Unlock()
	if len(ids) == 0 {
		return
	}
	id := ids[r.IntN(len(ids))]
	s.chatwoot.SetStatus(id, "open")
	s.chatwoot.StaffReplies(id, "Hola, soy Rocío, te atiendo yo")
	pause(ctx, time.Duration(r.IntN(1500))*time.Millisecond)
	s.chatwoot.SetStatus(id, "pending")
}
