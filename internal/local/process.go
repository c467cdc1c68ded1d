package local

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"time"
)

const (
	stopTimeout = 15 * time.Second // for an orderly stop
	quitTimeout = 5 * time.Second  // for a hasty one, before SIGKILL
	keptLines   = 12               // of a server's output, for error messages
	pollEvery   = 15 * time.Millisecond
)

// command says how to start a child.
type command struct {
	path          string
	args          []string
	dir           string
	stdin         string
	who           account
	onParentDeath syscall.Signal
	logger        *slog.Logger
}

func (c command) build(ctx context.Context, output io.Writer) *exec.Cmd {
	cmd := exec.CommandContext(ctx, c.path, c.args...)
	cmd.Dir = c.dir
	// A fixed environment: the caller's PG* and LC_* variables must not leak in.
	cmd.Env = []string{"PATH=/usr/bin:/bin:/usr/local/bin:/opt/homebrew/bin", "TZ=UTC", "LC_ALL=C"}
	if c.stdin != "" {
		cmd.Stdin = strings.NewReader(c.stdin)
	}
	cmd.Stdout, cmd.Stderr = output, output
	cmd.SysProcAttr = attributes(c.who, c.onParentDeath)
	// A killed PostgreSQL is over when its children have let go of the output.
	cmd.WaitDelay = quitTimeout
	return cmd
}

// process is a running child.
type process struct {
	os   *os.Process
	tail *tail
	done chan struct{} // closed when it has ended and err is set
	err  error
}

// launch starts a child and a goroutine that waits for it. The goroutine keeps
// its thread for itself: the kernel ties the child to the thread that started
// it, and Go would otherwise be free to end that thread.
func launch(c command) (*process, error) {
	p := &process{tail: &tail{logger: c.logger}, done: make(chan struct{})}
	started := make(chan error)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		cmd := c.build(context.Background(), p.tail)
		if err := cmd.Start(); err != nil {
			started <- fmt.Errorf("start %s: %w", c.path, err)
			return
		}
		p.os = cmd.Process
		started <- nil
		p.err = cmd.Wait()
		close(p.done)
	}()
	if err := <-started; err != nil {
		return nil, err
	}
	return p, nil
}

// run starts a child and waits until it has ended well.
func run(ctx context.Context, c command) error {
	output := &tail{logger: c.logger}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if err := c.build(ctx, output).Run(); err != nil {
		return fmt.Errorf("run %s: %w: %s", c.path, err, output)
	}
	return nil
}

// stop sends the signals in turn, each with its time to take effect, and ends
// with SIGKILL. Stopping what has ended already is fine.
func (p *process) stop(orderly, hasty syscall.Signal) {
	for _, step := range []struct {
		signal syscall.Signal
		wait   time.Duration
	}{{orderly, stopTimeout}, {hasty, quitTimeout}} {
		_ = p.os.Signal(step.signal) // an error means that it has ended
		select {
		case <-p.done:
			return
		case <-time.After(step.wait):
		}
	}
	p.kill()
}

// kill ends the child at once and waits for it.
func (p *process) kill() {
	_ = p.os.Kill()
	<-p.done
}

func (p *process) ended() bool {
	select {
	case <-p.done:
		return true
	default:
		return false
	}
}

// await calls ready until it succeeds, the child ends, or ctx is over.
func (p *process) await(ctx context.Context, ready func(context.Context) error) error {
	ticker := time.NewTicker(pollEvery)
	defer ticker.Stop()
	for {
		err := ready(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-p.done:
			return fmt.Errorf("it ended at once: %s", p.tail)
		case <-ctx.Done():
			return fmt.Errorf("not ready in time: %w: %s", errors.Join(ctx.Err(), err), p.tail)
		case <-ticker.C:
		}
	}
}

// tail keeps a server's last lines for error messages and passes all of them
// to the log.
type tail struct {
	logger *slog.Logger

	mu    sync.Mutex
	part  []byte
	lines []string
}

// Write takes a server's output.
func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.part = append(t.part, p...)
	for {
		line, rest, found := bytes.Cut(t.part, []byte("\n"))
		if !found {
			return len(p), nil
		}
		t.part = rest
		t.keep(string(bytes.TrimRight(line, "\r ")))
	}
}

func (t *tail) keep(line string) {
	if line == "" {
		return
	}
	if t.logger != nil {
		t.logger.Debug("server output", "line", line)
	}
	t.lines = append(t.lines, line)
	if len(t.lines) > keptLines {
		t.lines = t.lines[1:]
	}
}

// String is the kept output on one line.
func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	lines := t.lines
	if len(t.part) > 0 {
		lines = append(lines[:len(lines):len(lines)], string(t.part))
	}
	return strings.Join(lines, " | ")
}

// freePort asks the kernel for a port on the loopback interface that nobody
// uses at the moment.
func freePort(ctx context.Context) (int, error) {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return 0, fmt.Errorf("find a free port: %w", err)
	}
	port := listener.Addr().(*net.TCPAddr).Port
	if err := listener.Close(); err != nil {
		return 0, fmt.Errorf("find a free port: %w", err)
	}
	return port, nil
}
