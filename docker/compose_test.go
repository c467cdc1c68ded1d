// Package docker_test runs docker-compose.yml with the real engine, as a
// newcomer would from a fresh clone, and reads it with compose-go where no
// engine is needed.
package docker_test

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gomodule/redigo/redis"
	"github.com/jackc/pgx/v5"
)

// Budgets of the containers.
const (
	imageBudget = 30 * 1000 * 1000 // bytes
	coldBudget  = 15 * time.Second // from `up` to healthy, images built; printed, since machines differ
)

// The stack is started once; the subtests look at it one after the other, and
// the last ones restart it.
func TestComposeRunsTheWholeSystem(t *testing.T) {
	t.Parallel()
	s := newStack(t)
	started := time.Now()
	s.compose(t, "build")
	t.Logf("images built in %.1f s", time.Since(started).Seconds())
	cold := s.up(t)
	t.Logf("cold `up --wait`: %.1f s (budget %s)", cold.Seconds(), coldBudget)
	if cold > 4*coldBudget {
		t.Errorf("cold `up --wait` took %s", cold)
	}

	t.Run("all four services are healthy", s.testHealthy)
	t.Run("ports are published on loopback only", s.testPorts)
	t.Run("everything is on one bridge network", s.testNetwork)
	t.Run("the chat answers", s.testChat)
	t.Run("agent works on Redis streams and PostgreSQL", s.testAgentConnections)
	t.Run("our logs are JSON lines", s.testLogs)
	t.Run("walls and limits are in force", s.testWalls)
	t.Run("our images are small, from scratch, and not root", s.testImages)
	t.Run("Redis takes snapshots and no append-only file", s.testRedisSettings)
	t.Run("each container may be killed in the middle of a booking", s.testKilled)
	t.Run("data survives restart and down and up", s.testDataSurvives)
	t.Run(".env is loaded when it exists", s.testDotenv)
}

func (s *stack) testHealthy(t *testing.T) {
	for _, name := range services() {
		c := s.inspect(t, name)
		if c.State.Health == nil || c.State.Health.Status != "healthy" {
			t.Errorf("%s is %+v", name, c.State)
		}
	}
	if code := s.get(t, "/health", nil); code != http.StatusOK {
		t.Errorf("/health answers %d", code)
	}
}

func (s *stack) testPorts(t *testing.T) {
	for name, port := range map[string][2]string{
		"api": {"8000/tcp", s.apiPort}, "postgres": {"5432/tcp", s.pgPort}, "redis": {"6379/tcp", s.rdPort},
	} {
		bound := s.inspect(t, name).HostConfig.PortBindings[port[0]]
		if len(bound) != 1 || bound[0].HostIp != "127.0.0.1" || bound[0].HostPort != port[1] {
			t.Errorf("%s is bound to %+v", name, bound)
		}
	}
	if _, err := s.cache(t, "PING"); err != nil {
		t.Errorf("Redis from the host: %v", err)
	}
	if got := s.number(t, "SELECT 1"); got != 1 {
		t.Errorf("PostgreSQL from the host says %d", got)
	}
}

func (s *stack) testNetwork(t *testing.T) {
	if driver := docker(t, "network", "inspect", "--format", "{{.Driver}}", s.network); driver != "bridge" {
		t.Errorf("driver %s", driver)
	}
	for _, name := range services() {
		networks := s.inspect(t, name).NetworkSettings.Networks
		if _, on := networks[s.network]; !on || len(networks) != 1 {
			t.Errorf("%s is on %v", name, networks)
		}
	}
}

func (s *stack) testChat(t *testing.T) {
	if code := s.get(t, "/chat", nil); code != http.StatusOK {
		t.Fatalf("/chat answers %d", code)
	}
	if answer := s.say(t, "Hola, quiero cortarme el pelo"); len(answer) < 10 {
		t.Errorf("Maite says %q", answer)
	}
}

func (s *stack) testAgentConnections(t *testing.T) {
	consumers, err := redis.Values(s.cache(t, "XINFO", "CONSUMERS", "incoming_messages", "agent"))
	if err != nil || len(consumers) == 0 {
		t.Errorf("nobody consumes incoming_messages: %v", err)
	}
	if n := s.number(t, "SELECT count(*) FROM turns"); n == 0 {
		t.Error("no turn was written")
	}
}

func (s *stack) testLogs(t *testing.T) {
	all := s.compose(t, "logs", "--no-color")
	for _, name := range services() {
		if !strings.Contains(all, name+"-1") {
			t.Errorf("docker compose logs shows nothing of %s", name)
		}
	}
	for _, name := range []string{"api", "agent"} {
		n := 0
		for text := range strings.Lines(s.compose(t, "logs", "--no-color", "--no-log-prefix", name)) {
			var entry struct{ Time, Level, Msg string }
			if err := json.Unmarshal([]byte(text), &entry); err != nil || entry.Msg == "" || entry.Level == "" || entry.Time == "" {
				t.Errorf("%s logs %q: %v", name, strings.TrimSpace(text), err)
			}
			n++
		}
		if n == 0 {
			t.Errorf("%s logs nothing", name)
		}
	}
}

func (s *stack) testWalls(t *testing.T) {
	const mebibyte = 1 << 20
	for name, limit := range map[string]int64{"postgres": 512, "redis": 256, "api": 128, "agent": 128} {
		c := s.inspect(t, name)
		if c.HostConfig.Memory != limit*mebibyte {
			t.Errorf("%s may use %d bytes", name, c.HostConfig.Memory)
		}
		if c.HostConfig.RestartPolicy.Name != "unless-stopped" {
			t.Errorf("%s restarts %q", name, c.HostConfig.RestartPolicy.Name)
		}
		if c.HostConfig.LogConfig.Config["max-size"] == "" {
			t.Errorf("%s: logs grow for ever", name)
		}
		t.Logf("%s uses %s", name, docker(t, "stats", "--no-stream", "--format", "{{.MemUsage}}", c.ID))
	}
	for _, name := range []string{"api", "agent"} {
		h := s.inspect(t, name).HostConfig
		if !h.ReadonlyRootfs || !slices.Equal(h.CapDrop, []string{"ALL"}) || !slices.Contains(h.SecurityOpt, "no-new-privileges:true") {
			t.Errorf("%s: %+v", name, h)
		}
	}
}

func (s *stack) testImages(t *testing.T) {
	for _, name := range []string{"api", "agent"} {
		c := s.inspect(t, name)
		size, err := strconv.ParseInt(docker(t, "image", "inspect", "--format", "{{.Size}}", c.Image), 10, 64)
		if err != nil || size > imageBudget {
			t.Errorf("%s: image of %d bytes (%v)", name, size, err)
		}
		t.Logf("%s: image of %.1f MB", name, float64(size)/1e6)
		uid, err := strconv.Atoi(strings.Split(c.Config.User, ":")[0])
		if err != nil || uid == 0 {
			t.Errorf("%s runs as %q", name, c.Config.User)
		}
		if out, err := s.run(t.Context(), "exec", "--no-TTY", name, "/bin/sh", "-c", "true"); err == nil {
			t.Errorf("%s has a shell: %s", name, out)
		}
		layers := docker(t, "image", "inspect", "--format", "{{len .RootFS.Layers}}", c.Image)
		if layers != "1" {
			t.Errorf("%s has %s layers: not from scratch", name, layers)
		}
	}
}

func (s *stack) testRedisSettings(t *testing.T) {
	for setting, want := range map[string]string{"save": "900 1 300 10 60 10000", "appendonly": "no"} {
		got, err := redis.StringMap(s.cache(t, "CONFIG", "GET", setting))
		if err != nil || got[setting] != want {
			t.Errorf("%s is %q, want %q (%v)", setting, got[setting], want, err)
		}
	}
}

func (s *stack) testDataSurvives(t *testing.T) {
	if _, err := s.cache(t, "SET", "survivor", "yes"); err != nil {
		t.Fatal(err)
	}
	messages := s.number(t, "SELECT count(*) FROM inbox")
	if messages == 0 {
		t.Fatal("nothing in the database yet")
	}
	for _, step := range [][]string{{"restart"}, {"down"}} {
		s.compose(t, append(step, "--timeout", "20")...)
		s.up(t)
		value, err := redis.String(s.cache(t, "GET", "survivor"))
		if err != nil || value != "yes" {
			t.Errorf("after %s Redis has %q (%v)", step, value, err)
		}
		if n := s.number(t, "SELECT count(*) FROM inbox"); n != messages {
			t.Errorf("after %s the inbox has %d rows, before %d", step, n, messages)
		}
	}
	if answer := s.say(t, "¿Sigues ahí?"); answer == "" {
		t.Error("no answer after the restart")
	}
}

func (s *stack) testDotenv(t *testing.T) {
	if err := os.WriteFile(filepath.Join(s.dir, ".env"), []byte("LOG_LEVEL=debug\nTURN_QUIET_MS=0\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s.up(t)
	for _, name := range []string{"api", "agent"} {
		env := s.inspect(t, name).Config.Env
		if !slices.Contains(env, "LOG_LEVEL=debug") || !slices.Contains(env, "TURN_QUIET_MS=0") {
			t.Errorf("%s runs with %v", name, env)
		}
	}
}

// number runs a query from the host.
func (s *stack) number(t *testing.T, query string) int {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), "postgres://atrevete:atrevete@"+s.postgres+"/atrevete?sslmode=disable")
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	var n int
	if err := conn.QueryRow(t.Context(), query).Scan(&n); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return n
}

// cache asks Redis from the host.
func (s *stack) cache(t *testing.T, command string, args ...any) (any, error) {
	t.Helper()
	conn, err := redis.DialContext(t.Context(), "tcp", s.redis)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	return conn.Do(command, args...)
}
