package main

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"atrevete/internal/testkit"
)

// tuesday is when the tests of `up` begin; the salon is open.
const tuesday = "2026-11-24T10:00:00+01:00"

// startUp starts `atrevete up` over a data folder and waits until it serves.
func startUp(t *testing.T, dir string) (p *program, base string) {
	t.Helper()
	return startUpAt(t, dir, tuesday)
}

// startUpAt is startUp with another clock.
func startUpAt(t *testing.T, dir, clock string) (p *program, base string) {
	t.Helper()
	p = run(t, dir, []string{"HTTP_ADDR=127.0.0.1:0", "TURN_QUIET_MS=0", "ATREVETE_CLOCK=" + clock}, "up")
	chat := regexp.MustCompile(`http://localhost:\d+/chat`).FindString(p.line())
	if chat == "" {
		t.Fatalf("the first line names no chat:\n%s", p.said())
	}
	if data := p.line(); !strings.Contains(data, filepath.Join(dir, ".atrevete")) {
		t.Errorf("the second line does not say where the data is: %q", data)
	}
	if stop := p.line(); !strings.Contains(stop, "Ctrl-C") {
		t.Errorf("the third line does not say how to stop: %q", stop)
	}
	return p, strings.TrimSuffix(chat, "/chat")
}

// interrupt is Ctrl-C: a clean end, and nothing more on standard output.
func (p *program) interrupt() {
	p.t.Helper()
	p.signal(syscall.SIGINT)
	if code := p.exit(); code != 0 {
		p.t.Errorf("Ctrl-C ends with %d:\n%s", code, p.said())
	}
	for line := range p.lines {
		p.t.Errorf("one line too many: %q", line)
	}
}

// bubble is one line of the web chat.
type bubble struct {
	ID      string   `json:"id"`
	Mine    bool     `json:"mine"`
	Text    string   `json:"text"`
	Options []string `json:"options"`
}

// phone is a visitor of the web chat.
type phone struct {
	t      *testing.T
	base   string
	client *http.Client
}

func (v phone) lines() []bubble {
	v.t.Helper()
	res, err := v.client.Get(v.base + "/chat/lines")
	code, body := fetch(v.t, res, err)
	var answer struct {
		Lines []bubble `json:"lines"`
	}
	if err := json.Unmarshal([]byte(body), &answer); err != nil || code != http.StatusOK {
		v.t.Fatalf("reading the chat: %d %v", code, err)
	}
	return answer.Lines
}

// say writes and waits for the answer. replyTo is the line whose option was tapped.
func (v phone) say(text, replyTo string) bubble {
	v.t.Helper()
	before := len(v.lines())
	body, err := json.Marshal(map[string]string{"id": rand.Text(), "text": text, "reply_to": replyTo})
	if err != nil {
		v.t.Fatal(err)
	}
	res, err := v.client.Post(v.base+"/chat/messages", "application/json", bytes.NewReader(body))
	if code, answer := fetch(v.t, res, err); code != http.StatusOK {
		v.t.Fatalf("writing %q: %d %s", text, code, answer)
	}
	return v.next(before + 1)
}

// next waits for a line of Maite's behind the first n.
func (v phone) next(n int) bubble {
	v.t.Helper()
	var last bubble
	testkit.Eventually(v.t, func() bool {
		for _, line := range v.lines()[n:] {
			if !line.Mine {
				last = line
			}
		}
		return last.ID != ""
	}, "Maite answers")
	return last
}

// book talks until there is a link to pay: it taps the first option that is
// offered and tells its name when asked.
func (v phone) book() (link string) {
	v.t.Helper()
	links := regexp.MustCompile(`/pay/[\w-]+`)
	answer := v.say("Hola, quiero hacerme mechas el viernes", "")
	for range 12 {
		if found := links.FindString(answer.Text); found != "" {
			return found
		}
		text := strings.ToLower(answer.Text)
		switch {
		case len(answer.Options) > 0:
			answer = v.say(answer.Options[0], answer.ID)
		case strings.Contains(text, "apellido"):
			answer = v.say("García López", "")
		case strings.Contains(text, "nombre"), strings.Contains(text, "llamas"):
			answer = v.say("Laura", "")
		default:
			v.t.Fatalf("no idea what to answer: %q", answer.Text)
		}
	}
	v.t.Fatalf("no link to pay after 12 answers: %q", answer.Text)
	return ""
}

// pay presses the button, approves in the pretend checkout and returns to the
// deposit page.
func (v phone) pay(link string) {
	v.t.Helper()
	res, err := v.client.Post(v.base+link, "", nil)
	if code, _ := fetch(v.t, res, err); code != http.StatusSeeOther {
		v.t.Fatalf("the button answers %d", code)
	}
	checkout := res.Header.Get("Location")
	res, err = v.client.Get(checkout)
	if code, page := fetch(v.t, res, err); code != http.StatusOK || !strings.Contains(page, `value="aprobar"`) {
		v.t.Fatalf("the checkout answers %d\n%s", code, page)
	}
	res, err = v.client.PostForm(checkout, url.Values{"resultado": {"aprobar"}})
	if code, page := fetch(v.t, res, err); code != http.StatusSeeOther {
		v.t.Fatalf("approving answers %d\n%s", code, page)
	}
}

func TestUpBooksTakesADepositAndRemembersAfterARestart(t *testing.T) {
	t.Parallel()
	dir := testkit.OpenDir(t)
	p, base := startUp(t, dir)
	laura := phone{t: t, base: base, client: visitor(t)}
	res, err := laura.client.Get(base + "/chat")
	if code, _ := fetch(t, res, err); code != http.StatusOK {
		t.Fatalf("/chat answers %d", code)
	}
	link := laura.book()
	before := len(laura.lines())
	laura.pay(link)
	if confirmation := laura.next(before); !strings.Contains(strings.ToLower(confirmation.Text), "confirmad") {
		t.Errorf("after paying Maite says %q", confirmation.Text)
	}
	said := len(laura.lines())
	p.interrupt()

	p, base = startUp(t, dir)
	laura.base = base
	if lines := laura.lines(); len(lines) != said {
		t.Errorf("%d lines after the restart, %d before", len(lines), said)
	}
	res, err = laura.client.Get(base + link)
	if code, page := fetch(t, res, err); code != http.StatusOK || !strings.Contains(page, "Anticipo recibido") {
		t.Errorf("the deposit page answers %d", code)
	}
	p.interrupt()
	info, err := os.Stat(filepath.Join(dir, ".atrevete", secretsFile))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("generated secrets: %v, %v", info, err)
	}
}

func TestUpNamesTheVariableWhenThePortIsBusy(t *testing.T) {
	t.Parallel()
	listener, err := listen(t.Context(), "HTTP_ADDR", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	code, out, said := finish(t, []string{"HTTP_ADDR=" + listener.Addr().String()}, "up")
	if code != exitFault || out != "" || !strings.Contains(said, "HTTP_ADDR") || strings.Count(said, "\n") != 1 {
		t.Errorf("code %d, stdout %q, stderr %q", code, out, said)
	}
}

func TestUpRunsWithoutRedisAndSaysSo(t *testing.T) {
	t.Parallel()
	dir := testkit.OpenDir(t)
	environ := []string{"HTTP_ADDR=127.0.0.1:0", "TURN_QUIET_MS=0", "ATREVETE_CLOCK=" + tuesday, "DATABASE_URL=" + testkit.NewDatabase(t)}
	p := run(t, dir, environ, "up", "--redis-server", filepath.Join(dir, "none"))
	base := strings.TrimSuffix(regexp.MustCompile(`http://localhost:\d+/chat`).FindString(p.line()), "/chat")
	_, _ = p.line(), p.line()
	if !strings.Contains(p.said(), "redis-server") {
		t.Errorf("it does not say that there is no Redis: %q", p.said())
	}
	client := visitor(t)
	res, err := client.Get(base + "/chat")
	fetch(t, res, err)
	if answer := (phone{t: t, base: base, client: client}).say("Hola", ""); answer.Text == "" {
		t.Error("no answer without Redis")
	}
	p.interrupt()
}
