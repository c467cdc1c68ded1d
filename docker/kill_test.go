package docker_test

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"net/http"
	"net/http/cookiejar"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// testKilled kills each container in turn while a visitor books. What she writes
// meanwhile is answered once everything is back.
//
// `docker kill` counts as a stop by hand: the restart policy does not act, and
// the operator's `docker compose up -d` does. A process that dies by itself is
// started again by the engine.
func (s *stack) testKilled(t *testing.T) {
	visitor := s.visitor(t)
	wishes := []string{"Hola, quiero un corte el viernes", "Laura", "la primera", "Torres"}
	for i, service := range []string{"redis", "agent", "postgres", "api"} {
		docker(t, "kill", s.inspect(t, service).ID)
		if state := s.inspect(t, service).State.Status; state != "exited" {
			t.Errorf("%s is %s after docker kill: the restart policy acted, and the runbook says that it does not", service, state)
		}
		id := rand.Text()
		stored := visitor.write(id, wishes[i])
		if ours := service == "redis" || service == "agent"; ours != stored {
			t.Errorf("without %s a message is stored: %t, want %t", service, stored, ours)
		}
		s.up(t)
		if answer := visitor.insist(t, id, wishes[i]); answer == "" {
			t.Errorf("nobody answered %q, written without %s", wishes[i], service)
		}
	}
	for range 6 { // whatever is still asked
		if s.number(t, "SELECT count(*) FROM bookings WHERE payment_status = 'pending'") > 0 {
			break
		}
		visitor.say(t, "sí, la primera")
	}
	for what, c := range map[string]struct {
		sql  string
		want int
	}{
		"holds":            {"SELECT count(*) FROM bookings WHERE payment_status = 'pending'", 1},
		"unanswered rows":  {"SELECT count(*) FROM inbox WHERE processed_at IS NULL", 0},
		"unsent replies":   {"SELECT count(*) FROM outbox WHERE status <> 'sent'", 0},
		"repeated replies": {"SELECT count(*) - count(DISTINCT (turn_id, position)) FROM outbox", 0},
	} {
		eventually(t, what, func() bool { return s.number(t, c.sql) == c.want })
	}
	s.testRestartsByItself(t)
}

// testRestartsByItself kills our processes from the host, as the kernel does
// when memory is short: the engine starts them again.
func (s *stack) testRestartsByItself(t *testing.T) {
	for _, service := range []string{"api", "agent"} {
		id := s.inspect(t, service).ID
		pid, err := strconv.Atoi(docker(t, "inspect", "--format", "{{.State.Pid}}", id))
		if err != nil {
			t.Fatal(err)
		}
		if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
			t.Logf("%s: the engine's processes are not ours to kill (%v)", service, err)
			return
		}
		eventually(t, service+" is started again", func() bool {
			return docker(t, "inspect", "--format", "{{.State.Running}} {{.RestartCount}}", id) == "true 1"
		})
	}
	s.up(t)
	if answer := s.visitor(t).say(t, "Hola"); answer == "" {
		t.Error("no answer after the restart")
	}
}

// visitor is somebody new in the web chat.
func (s *stack) visitor(t *testing.T) *stack {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	v := *s
	v.client = &http.Client{Jar: jar, Timeout: patience}
	if code := v.get(t, "/chat", nil); code != http.StatusOK {
		t.Fatalf("/chat answers %d", code)
	}
	return &v
}

// write sends a message under an id, as the page does, and reports whether it
// was stored.
func (s *stack) write(id, text string) bool {
	body, err := json.Marshal(map[string]string{"id": id, "text": text})
	if err != nil {
		return false
	}
	res, err := s.client.Post("http://"+s.api+"/chat/messages", "application/json", bytes.NewReader(body))
	if err != nil {
		return false
	}
	_ = res.Body.Close()
	return res.StatusCode == http.StatusOK
}

// insist sends the same message again until it is stored, as the page does, and
// waits for what follows it in the chat.
func (s *stack) insist(t *testing.T, id, text string) string {
	t.Helper()
	eventually(t, "the message is stored", func() bool { return s.write(id, text) })
	var answer string
	eventually(t, "Maite answers "+text, func() bool {
		all := s.lines(t)
		for i, l := range all {
			if l.Mine && strings.TrimSpace(l.Text) == text && i+1 < len(all) {
				answer = all[len(all)-1].Text
			}
		}
		return answer != ""
	})
	return answer
}
