// Package chaos runs the whole system as real processes (an api, two agents,
// PostgreSQL, Redis) between a pretend Chatwoot and Stripe that misbehave, lets
// disasters happen while simulated customers book and pay, and afterwards holds
// the rows against what the neighbours saw. It is for tests.
package chaos

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"atrevete/internal/local"
	"atrevete/internal/salon"
	"atrevete/internal/seed"
	"atrevete/internal/store"
	"atrevete/internal/testkit"
)

// Secrets of the system, and its clock.
const (
	webhookToken  = "a-webhook-token-for-disasters"
	webhookSecret = "chatwoot-secret-for-disasters"
	stripeSecret  = "whsec_for_disasters"
	database      = "atrevete_chaos"
	startPatience = 90 * time.Second
)

// morning is when the product's clock starts: a Tuesday.
func morning() time.Time { return time.Date(2026, time.October, 6, 8, 0, 0, 0, time.UTC) }

// system is everything that runs.
type system struct {
	t        *testing.T
	binary   string
	dir      string
	postgres *local.Postgres
	redis    *local.Redis
	chatwoot *testkit.Chatwoot
	stripe   *testkit.Stripe
	store    *store.Store // the test's own eyes
	addr     string
	began    time.Time
	parts    map[string]*part // api, agent-1, agent-2

	mu     sync.Mutex
	leaped time.Duration // how far the product's clock was moved on
	open   []int64       // conversations there were
}

// part is one process of ours.
type part struct {
	args []string
	addr string
	mu   sync.Mutex
	cmd  *exec.Cmd
	done chan struct{}
	said *os.File
}

// openSystem builds the program, starts the data services and the neighbours, and all
// three processes.
func openSystem(t *testing.T) *system {
	t.Helper()
	s := &system{t: t, dir: testkit.OpenDir(t), began: time.Now(), parts: map[string]*part{}}
	s.binary = filepath.Join(s.dir, "atrevete")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", s.binary, "atrevete/cmd/atrevete").CombinedOutput(); err != nil {
		t.Fatalf("building the program: %v\n%s", err, out)
	}
	s.postgres, s.redis = testkit.StartPostgres(t), testkit.StartRedis(t)
	if err := s.postgres.CreateDatabase(t.Context(), database); err != nil {
		t.Fatal(err)
	}
	s.openSalon()
	s.chatwoot = testkit.NewChatwoot(t)
	s.chatwoot.Now = s.now
	s.stripe = testkit.NewStripe(t, testkit.StripeOptions{WebhookSecret: stripeSecret})
	for _, name := range []string{"api", "agent-1", "agent-2"} {
		command, _, _ := strings.Cut(name, "-")
		said, err := os.Create(filepath.Join(s.dir, name+".log"))
		if err != nil {
			t.Fatal(err)
		}
		s.parts[name] = &part{args: []string{command}, addr: freeAddr(t), said: said}
	}
	s.addr = s.parts["api"].addr
	s.chatwoot.Webhook(s.url()+"/webhook/chatwoot/"+webhookToken, webhookSecret, true)
	s.stripe.SetWebhook(s.url() + "/webhook/stripe")
	t.Cleanup(s.close)
	for _, name := range []string{"api", "agent-1", "agent-2"} {
		s.start(name)
	}
	s.ready()
	return s
}

// openSalon loads the demo salon, with holds of a minute and nobody limited.
func (s *system) openSalon() {
	s.t.Helper()
	ctx := s.t.Context()
	var err error
	if s.store, err = store.Open(ctx, s.postgres.URL(database), store.Options{AppName: "chaos-eyes", MaxConns: 6}); err != nil {
		s.t.Fatal(err)
	}
	if err := s.store.Migrate(ctx); err != nil {
		s.t.Fatal(err)
	}
	data, faults := salon.ParseSeed(seed.Demo())
	if len(faults) > 0 {
		s.t.Fatal(faults)
	}
	data.Policies.HoldMinutes, data.Policies.HoldMinutesSameDay, data.Policies.PaymentWarningMinutes = 2, 2, 1
	data.Policies.MessagesPerMinutePerCustomer = 1000
	if _, err := s.store.Seed(ctx, data); err != nil {
		s.t.Fatal(err)
	}
}

func freeAddr(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

func (s *system) url() string { return "http://" + s.addr }

// now is the product's clock, as the processes have it.
func (s *system) now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return morning().Add(time.Since(s.began) + s.leaped)
}

// start runs a process unless it runs.
func (s *system) start(name string) {
	p := s.parts[name]
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.cmd != nil {
		return
	}
	cmd := exec.Command(s.binary, p.args...)
	cmd.Dir = s.dir
	cmd.Env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + s.dir, "LOG_LEVEL=warn", "ATREVETE_CLOCK=" + s.now().Format(time.RFC3339Nano),
		"DATABASE_URL=" + s.postgres.URL(database), "REDIS_URL=" + s.redis.URL(),
		"HTTP_ADDR=" + p.addr, "AGENT_HTTP_ADDR=" + p.addr, "PUBLIC_URL=" + s.url(), "TURN_QUIET_MS=100",
		"SECRET_KEY=a-key-of-thirty-two-bytes-or-more", "SANDBOX=false",
		"CHATWOOT_API_URL=" + s.chatwoot.URL(), "CHATWOOT_ACCOUNT_ID=1", "CHATWOOT_INBOX_ID=3",
		"CHATWOOT_BOT_TOKEN=" + s.chatwoot.BotToken, "CHATWOOT_API_TOKEN=" + s.chatwoot.AgentToken,
		"CHATWOOT_WEBHOOK_TOKEN=" + webhookToken, "CHATWOOT_WEBHOOK_SECRET=" + webhookSecret,
		"STRIPE_SECRET_KEY=sk_test_chaos", "STRIPE_WEBHOOK_SECRET=" + stripeSecret, "STRIPE_API_URL=" + s.stripe.URL,
	}
	cmd.Stdout, cmd.Stderr = p.said, p.said
	if err := cmd.Start(); err != nil {
		s.t.Errorf("starting %s: %v", name, err)
		return
	}
	done := make(chan struct{})
	p.cmd, p.done = cmd, done
	go func() {
		_ = cmd.Wait()
		p.mu.Lock()
		defer p.mu.Unlock()
		p.cmd = nil
		close(done)
	}()
}

// end sends a signal and waits until the process is gone.
func (s *system) end(name string, signal syscall.Signal) {
	p := s.parts[name]
	p.mu.Lock()
	cmd, done := p.cmd, p.done
	p.mu.Unlock()
	if cmd == nil {
		return
	}
	_ = cmd.Process.Signal(signal)
	limit := time.NewTimer(startPatience)
	defer limit.Stop()
	select {
	case <-done:
	case <-limit.C:
		s.t.Errorf("%s does not end on %s", name, signal)
		_ = cmd.Process.Kill()
		<-done
	}
}

// revive starts whatever is not running: what a supervisor does.
func (s *system) revive() {
	for name := range s.parts {
		s.start(name)
	}
}

// ready waits until all three answer.
func (s *system) ready() {
	s.t.Helper()
	for name, p := range s.parts {
		ok := testkit.Within(startPatience, func() bool {
			s.start(name) // it may have given up while its neighbours were away
			answer, err := http.Get("http://" + p.addr + "/readyz")
			if err != nil {
				return false
			}
			_ = answer.Body.Close()
			return answer.StatusCode == http.StatusOK
		})
		if !ok {
			s.t.Fatalf("%s does not come up; it said:\n%s", name, s.tail(name))
		}
	}
}

// tail is the end of what a process said.
func (s *system) tail(name string) string {
	all, err := os.ReadFile(filepath.Join(s.dir, name+".log"))
	if err != nil {
		return err.Error()
	}
	const most = 4000
	return string(all[max(0, len(all)-most):])
}

func (s *system) close() {
	for name, p := range s.parts {
		s.end(name, syscall.SIGKILL)
		_ = p.said.Close()
	}
	s.store.Close()
}

// leap stops all processes and starts them again later in the product's time.
func (s *system) leap(by time.Duration) {
	for name := range s.parts {
		s.end(name, syscall.SIGKILL)
	}
	s.mu.Lock()
	s.leaped += by
	s.mu.Unlock()
	s.revive()
}

// sweepLeases is what an hour of rest does to claims of processes that were
// killed, while none of ours runs.
func (s *system) sweepLeases(ctx context.Context) error {
	for _, sql := range []string{
		`UPDATE outbox SET claimed_until = clock_timestamp() WHERE claimed_until > clock_timestamp()`,
		`UPDATE conversations SET lease_until = NULL WHERE lease_until > clock_timestamp()`,
		`UPDATE river_job SET attempted_at = attempted_at - interval '1 hour', created_at = created_at - interval '1 hour' WHERE state = 'running'`,
		`UPDATE river_job SET scheduled_at = now(), created_at = created_at - interval '1 hour' WHERE state IN ('retryable', 'scheduled')`,
		`UPDATE outbox SET next_attempt_at = clock_timestamp() WHERE status = 'pending'`,
	} {
		if _, err := s.store.Pool().Exec(ctx, sql); err != nil {
			return fmt.Errorf("letting an hour pass: %w", err)
		}
	}
	return nil
}
