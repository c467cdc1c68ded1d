package e2e_test

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
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

	"atrevete/internal/testkit"
)

// evening is when the program's clock starts: a Tuesday evening, so that
// Friday is three days ahead and empty.
const evening = "2026-10-06T18:20:00+02:00"

// program is `atrevete up`, built from this tree, with its own data and port.
type program struct {
	dir    string // of the binary and the data
	addr   string
	url    string
	cmd    *exec.Cmd
	done   chan struct{}
	output bytes.Buffer
	mu     sync.Mutex
}

// upPatience bounds how long `up` may take to serve, from nothing.
const upPatience = 60 * time.Second

// openProgram returns the shared program, built and started once.
func openProgram(t *testing.T) *program {
	t.Helper()
	openBrowser(t)
	p, err := shared.program.get(buildProgram)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// ownProgram is a program that a test may stop and start as it likes.
func ownProgram(t *testing.T) *program {
	t.Helper()
	openBrowser(t)
	p, err := buildProgram()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.close)
	return p
}

func buildProgram() (*program, error) {
	dir, err := os.MkdirTemp("", "atrevete-e2e-")
	if err != nil {
		return nil, err
	}
	p := &program{dir: dir}
	if err := os.Chmod(dir, 0o755); err != nil { // the database server runs as another user
		return p, err
	}
	build := exec.Command("go", "build", "-o", p.binary(), "atrevete/cmd/atrevete")
	if out, err := build.CombinedOutput(); err != nil {
		p.close()
		return nil, fmt.Errorf("building the program: %w\n%s", err, out)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	p.addr = listener.Addr().String()
	p.url = "http://" + p.addr
	if err := listener.Close(); err != nil {
		return nil, err
	}
	if err := p.start(evening); err != nil {
		p.close()
		return nil, err
	}
	return p, nil
}

func (p *program) binary() string { return filepath.Join(p.dir, "atrevete") }

// Write keeps what the program says.
func (p *program) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.output.Write(b)
}

func (p *program) said() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.output.String()
}

// start runs `up` with its clock at the given instant and waits until it serves.
func (p *program) start(clock string) error {
	p.cmd = exec.Command(p.binary(), "up", "--data", filepath.Join(p.dir, "data"))
	p.cmd.Dir = p.dir
	p.cmd.Env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + os.Getenv("HOME"), "HTTP_ADDR=" + p.addr, "PUBLIC_URL=" + p.url,
		"TURN_QUIET_MS=150", "ATREVETE_CLOCK=" + clock,
	}
	p.cmd.Stdout, p.cmd.Stderr = p, p
	p.done = make(chan struct{})
	if err := p.cmd.Start(); err != nil {
		return err
	}
	go func() {
		_ = p.cmd.Wait()
		close(p.done)
	}()
	if !testkit.Within(upPatience, p.serves) || p.ended() {
		return fmt.Errorf("`up` does not serve on %s:\n%s", p.addr, p.said())
	}
	return nil
}

func (p *program) serves() bool {
	if p.ended() {
		return true
	}
	answer, err := http.Get(p.url + "/readyz")
	if err != nil {
		return false
	}
	defer answer.Body.Close()
	_, _ = io.Copy(io.Discard, answer.Body)
	return answer.StatusCode == http.StatusOK
}

func (p *program) ended() bool {
	select {
	case <-p.done:
		return true
	default:
		return false
	}
}

// stop is Ctrl-C, and returns how it ended and how long that took.
func (p *program) stop() (time.Duration, error) {
	began := time.Now()
	if err := p.cmd.Process.Signal(os.Interrupt); err != nil {
		return 0, err
	}
	limit := time.NewTimer(testkit.Patience)
	defer limit.Stop()
	select {
	case <-p.done:
	case <-limit.C:
		return time.Since(began), errors.New("still running after Ctrl-C:\n" + p.said())
	}
	if code := p.cmd.ProcessState.ExitCode(); code != 0 {
		return time.Since(began), fmt.Errorf("ended with %d after Ctrl-C:\n%s", code, p.said())
	}
	return time.Since(began), nil
}

// close ends the program for good and removes its data.
func (p *program) close() {
	if p.cmd != nil && p.cmd.Process != nil && !p.ended() {
		_ = p.cmd.Process.Signal(syscall.SIGTERM)
		limit := time.NewTimer(testkit.Patience)
		defer limit.Stop()
		select {
		case <-p.done:
		case <-limit.C:
			_ = p.cmd.Process.Kill()
			<-p.done
		}
	}
	_ = os.RemoveAll(p.dir)
}

// warnings is what the program logged with a level of warn or error.
func (p *program) warnings() []string {
	file, err := os.Open(filepath.Join(p.dir, "data", "atrevete.log"))
	if err != nil {
		return nil
	}
	defer file.Close()
	var out []string
	for text := bufio.NewScanner(file); text.Scan(); {
		if line := text.Text(); strings.Contains(line, `"level":"WARN"`) || strings.Contains(line, `"level":"ERROR"`) {
			out = append(out, line)
		}
	}
	return out
}
