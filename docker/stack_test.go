package docker_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/cookiejar"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// patience bounds every wait; only a failing test spends it.
const patience = 30 * time.Second

// stack is the compose project under test: a fresh clone in a directory of its
// own, with a project name, a network and ports that no other stack has.
type stack struct {
	dir, project, network   string
	api, postgres, redis    string // published addresses
	apiPort, pgPort, rdPort string
	client                  *http.Client // a visitor, with cookies
}

// newStack copies what a clone holds and removes every trace of the stack at
// the end. It skips without an engine, or fails under REQUIRE_DOCKER=1.
func newStack(t *testing.T) *stack {
	t.Helper()
	if err := engine(t.Context()); err != nil {
		if os.Getenv("REQUIRE_DOCKER") == "1" {
			t.Fatalf("REQUIRE_DOCKER=1, but %v", err)
		}
		t.Skipf("%v; install Docker with Compose v2 to run this test", err)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	name := "atrevete-test-" + strings.ToLower(rand.Text()[:8])
	s := &stack{
		dir: clone(t), project: name, network: name, client: &http.Client{Jar: jar, Timeout: patience},
		apiPort: freePort(t), pgPort: freePort(t), rdPort: freePort(t),
	}
	s.api, s.postgres, s.redis = "127.0.0.1:"+s.apiPort, "127.0.0.1:"+s.pgPort, "127.0.0.1:"+s.rdPort
	t.Cleanup(func() {
		if t.Failed() {
			out, _ := s.run(context.Background(), "logs", "--tail", "40")
			t.Logf("the stack's last words:\n%s", out)
		}
		if out, err := s.run(context.Background(), "down", "--volumes", "--rmi", "local", "--remove-orphans", "--timeout", "5"); err != nil {
			t.Errorf("removing the stack: %v\n%s", err, out)
		}
	})
	return s
}

func engine(ctx context.Context) error {
	if err := exec.CommandContext(ctx, "docker", "info").Run(); err != nil {
		return fmt.Errorf("no Docker engine answers (%w)", err)
	}
	if err := exec.CommandContext(ctx, "docker", "compose", "version").Run(); err != nil {
		return fmt.Errorf("docker has no Compose v2 (%w)", err)
	}
	return nil
}

// clone copies what the build and compose read, and no .env.
func clone(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for _, tree := range []string{"cmd", "internal", "docker", "docs"} {
		if err := os.CopyFS(filepath.Join(dir, tree), os.DirFS(filepath.Join("..", tree))); err != nil {
			t.Fatal(err)
		}
	}
	for _, file := range []string{"go.mod", "go.sum", ".dockerignore", "docker-compose.yml"} {
		content, err := os.ReadFile(filepath.Join("..", file))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, file), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func freePort(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	_, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port
}

// run calls docker compose in the clone.
func (s *stack) run(ctx context.Context, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "docker", append([]string{"compose"}, args...)...)
	cmd.Dir = s.dir
	cmd.Env = append(os.Environ(), "COMPOSE_PROJECT_NAME="+s.project, "ATREVETE_NETWORK="+s.network, "COMPOSE_ANSI=never",
		"COMPOSE_PROGRESS=plain", "API_PORT="+s.apiPort, "POSTGRES_PORT="+s.pgPort, "REDIS_PORT="+s.rdPort)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// compose is run where anything but success fails the test.
func (s *stack) compose(t *testing.T, args ...string) string {
	t.Helper()
	out, err := s.run(t.Context(), args...)
	if err != nil {
		t.Fatalf("docker compose %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return out
}

// docker calls the engine itself.
func docker(t *testing.T, args ...string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "docker", args...).CombinedOutput()
	if err != nil {
		t.Fatalf("docker %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(string(out))
}

// container is what the engine says of one.
type container struct {
	ID, Image string
	State     struct {
		Status string
		Health *struct{ Status string }
	}
	Config struct {
		User string
		Env  []string
	}
	HostConfig struct {
		Memory               int64
		ReadonlyRootfs       bool
		CapDrop, SecurityOpt []string
		RestartPolicy        struct{ Name string }
		LogConfig            struct{ Config map[string]string }
		PortBindings         map[string][]struct{ HostIp, HostPort string }
	}
	NetworkSettings struct {
		Networks map[string]struct{ Aliases []string }
	}
}

func (s *stack) inspect(t *testing.T, service string) container {
	t.Helper()
	id := strings.TrimSpace(s.compose(t, "ps", "--all", "--quiet", service))
	var found []container
	if err := json.Unmarshal([]byte(docker(t, "inspect", id)), &found); err != nil || len(found) != 1 {
		t.Fatalf("inspecting %s: %v", service, err)
	}
	return found[0]
}

// services lists the four.
func services() []string { return []string{"postgres", "redis", "api", "agent"} }

// up starts everything and waits for health; it returns how long that took.
func (s *stack) up(t *testing.T) time.Duration {
	t.Helper()
	started := time.Now()
	s.compose(t, "up", "--detach", "--wait", "--wait-timeout", "120")
	return time.Since(started)
}

// get asks the api.
func (s *stack) get(t *testing.T, path string, into any) int {
	t.Helper()
	res, err := s.client.Get("http://" + s.api + path)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if into != nil {
		if err := json.NewDecoder(res.Body).Decode(into); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
	}
	return res.StatusCode
}

// line is one bubble of the web chat.
type line struct {
	Mine bool   `json:"mine"`
	Text string `json:"text"`
}

// lines reads the visitor's chat.
func (s *stack) lines(t *testing.T) []line {
	t.Helper()
	var answer struct {
		Lines []line `json:"lines"`
	}
	if code := s.get(t, "/chat/lines", &answer); code != http.StatusOK {
		t.Fatalf("reading the chat: %d", code)
	}
	return answer.Lines
}

// say writes in the web chat and waits until Maite has answered.
func (s *stack) say(t *testing.T, text string) string {
	t.Helper()
	before := len(s.lines(t))
	body, err := json.Marshal(map[string]string{"id": rand.Text(), "text": text})
	if err != nil {
		t.Fatal(err)
	}
	res, err := s.client.Post("http://"+s.api+"/chat/messages", "application/json", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusOK {
		t.Fatalf("writing in the chat: %s", res.Status)
	}
	var answer string
	eventually(t, "Maite answers "+text, func() bool {
		for _, l := range s.lines(t)[before:] {
			if !l.Mine {
				answer = l.Text
			}
		}
		return answer != ""
	})
	return answer
}

// eventually polls until the condition holds.
func eventually(t *testing.T, what string, condition func() bool) {
	t.Helper()
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for !condition() {
		select {
		case <-deadline.C:
			t.Fatalf("waited %s in vain: %s", patience, what)
		case <-tick.C:
		}
	}
}
