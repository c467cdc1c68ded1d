package main

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"atrevete/internal/seed"
	"atrevete/internal/testkit"
)

// asProgram makes the test binary behave as the program itself, so that tests
// start the real thing without building it a second time.
const asProgram = "ATREVETE_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
	}
	testkit.Main(m)
}

// program is a running atrevete.
type program struct {
	t      *testing.T
	cmd    *exec.Cmd
	lines  chan string // of standard output
	done   chan struct{}
	code   int
	mu     sync.Mutex
	stderr bytes.Buffer
}

// Write collects standard error.
func (p *program) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.stderr.Write(b)
}

// said is standard error so far.
func (p *program) said() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.stderr.String()
}

// run starts atrevete in a folder with only the given environment. It is
// stopped at the end of the test at the latest.
func run(t *testing.T, dir string, environ []string, args ...string) *program {
	t.Helper()
	return runWith(t, nil, dir, environ, args...)
}

// runWith is run with something at standard input; nil: nothing.
func runWith(t *testing.T, stdin *os.File, dir string, environ []string, args ...string) *program {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	p := &program{t: t, cmd: exec.Command(self, args...), lines: make(chan string, 64), done: make(chan struct{})}
	p.cmd.Dir = dir
	p.cmd.Env = append([]string{
		asProgram + "=1", "PATH=" + os.Getenv("PATH"), "HOME=" + os.Getenv("HOME"),
		"GOCOVERDIR=" + t.TempDir(), // under -cover it would complain on standard error
	}, environ...)
	p.cmd.Stderr = p
	if stdin != nil {
		p.cmd.Stdin = stdin
	}
	out, in, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	p.cmd.Stdout = in
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	_ = in.Close()
	go func() {
		defer close(p.lines)
		defer out.Close()
		for text := bufio.NewScanner(out); text.Scan(); {
			p.lines <- text.Text()
		}
	}()
	go func() {
		_ = p.cmd.Wait()
		p.code = p.cmd.ProcessState.ExitCode()
		close(p.done)
	}()
	t.Cleanup(func() {
		p.signal(syscall.SIGTERM)
		if !within(p.done, testkit.Patience) {
			p.signal(syscall.SIGKILL)
			<-p.done
		}
		for range p.lines { // until the reader has ended
		}
		if t.Failed() {
			t.Logf("atrevete %v said:\n%s", args, p.said())
		}
	})
	return p
}

func (p *program) signal(s os.Signal) { _ = p.cmd.Process.Signal(s) }

// exit waits for the end and returns the exit code.
func (p *program) exit() int {
	p.t.Helper()
	if !within(p.done, testkit.Patience) {
		p.t.Fatalf("still running after %s:\n%s", testkit.Patience, p.said())
	}
	return p.code
}

// line is the next line of standard output; "" when there is none any more.
func (p *program) line() string {
	p.t.Helper()
	patience := time.NewTimer(2 * testkit.Patience)
	defer patience.Stop()
	select {
	case text := <-p.lines:
		return text
	case <-patience.C:
		p.t.Fatalf("no line on standard output:\n%s", p.said())
		return ""
	}
}

// healthy waits until an address answers 200, or fails when the program ends first.
func (p *program) healthy(addr, path string) {
	p.t.Helper()
	testkit.Eventually(p.t, func() bool {
		select {
		case <-p.done:
			p.t.Fatalf("it ended with %d:\n%s", p.code, p.said())
		default:
		}
		return askHealth(p.t.Context(), addr, path) == nil
	}, "%s%s answers", addr, path)
}

func within(done <-chan struct{}, limit time.Duration) bool {
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case <-done:
		return true
	case <-timer.C:
		return false
	}
}

// finish runs a short command and returns its exit code and output.
func finish(t *testing.T, environ []string, args ...string) (code int, out, errOut string) {
	t.Helper()
	p := run(t, t.TempDir(), environ, args...)
	var text strings.Builder
	for line := range p.lines {
		text.WriteString(line + "\n")
	}
	return p.exit(), text.String(), p.said()
}

// freePort is an address of this machine on which nobody listens.
func freePort(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

// demoDir is a folder with the demo salon's six files.
func demoDir(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range seed.Demo() {
		write(t, filepath.Join(dir, name), string(content))
	}
	return dir
}

// visitor is a browser with cookies that follows no redirects.
func visitor(t *testing.T) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{
		Jar: jar, Timeout: testkit.Patience, Transport: transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// fetch reads a whole response.
func fetch(t *testing.T, res *http.Response, err error) (int, string) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(body)
}
