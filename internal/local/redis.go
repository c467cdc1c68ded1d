package local

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync"
	"syscall"
)

// redisDatabases is how many numbered databases a private Redis has: tests
// take one each.
const redisDatabases = 256

// RedisConfig says where and how to run a private Redis.
type RedisConfig struct {
	Dir        string       // its home; the snapshot is in Dir/data
	Port       int          // on 127.0.0.1; 0: a free one
	Logger     *slog.Logger // takes the server's own log at level debug; may be nil
	FastUnsafe bool         // for tests: never saves
	Binary     string       // redis-server; empty: search the usual places
}

// Redis is a running private Redis.
type Redis struct {
	config   RedisConfig
	dir      *dir
	binary   string
	who      account
	password string
	port     int

	mu      sync.Mutex // one start or stop at a time
	process *process
}

// StartRedis starts a private Redis and returns when it answers. ctx bounds
// the start only; Stop ends the server. ErrNoRedis, ErrInUse, ErrNoAccess.
func StartRedis(ctx context.Context, config RedisConfig) (*Redis, error) {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	binary, err := findRedis(config.Binary)
	if err != nil {
		return nil, err
	}
	home, err := openDir(config.Dir)
	if err != nil {
		return nil, err
	}
	r := &Redis{config: config, dir: home, binary: binary, port: config.Port}
	if err := r.prepare(); err != nil {
		home.close()
		return nil, err
	}
	if err := r.start(ctx); err != nil {
		home.close()
		return nil, err
	}
	return r, nil
}

func (r *Redis) data() string { return r.dir.join("data") }

func (r *Redis) prepare() error {
	var err error
	if r.password, err = r.dir.password(); err != nil {
		return err
	}
	if err := os.MkdirAll(r.data(), 0o700); err != nil {
		return fmt.Errorf("make the data directory: %w", err)
	}
	if r.who, err = prepareAccount(r.data()); err != nil {
		return err
	}
	return r.who.own(r.data())
}

func (r *Redis) start(ctx context.Context) error {
	var err error
	for range startAttempts {
		port := r.port
		if port == 0 {
			if port, err = freePort(ctx); err != nil {
				return err
			}
		}
		var running *process
		if running, err = launch(r.command(port)); err != nil { //nolint:contextcheck // the server outlives the call that starts it
			return fmt.Errorf("start Redis: %w", err)
		}
		if err = running.await(ctx, func(ctx context.Context) error { return r.ping(ctx, port) }); err == nil {
			r.port, r.process = port, running
			return nil
		}
		running.stop(syscall.SIGTERM, syscall.SIGKILL)
		if r.port != 0 || !strings.Contains(running.tail.String(), "Address already in use") {
			return fmt.Errorf("start Redis on port %d: %w", port, err)
		}
	}
	return fmt.Errorf("start Redis: %w", err)
}

// command passes the settings through standard input, where the password does
// not show in the list of processes.
func (r *Redis) command(port int) command {
	settings := []string{
		"bind 127.0.0.1", "port " + strconv.Itoa(port), "requirepass " + r.password,
		"dir " + strconv.Quote(r.data()), "databases " + strconv.Itoa(redisDatabases),
		"appendonly no", "daemonize no", "loglevel notice",
		// Hints may be lost; a full disk must not stop them.
		"stop-writes-on-bgsave-error no",
	}
	if r.config.FastUnsafe {
		settings = append(settings, `save ""`)
	} else {
		settings = append(settings, "save 900 1", "save 300 10", "save 60 10000")
	}
	return command{
		path: r.binary, args: []string{"-"}, dir: "/", stdin: strings.Join(settings, "\n") + "\n",
		who: r.who, onParentDeath: syscall.SIGTERM, logger: r.config.Logger,
	}
}

// ping logs in and gets an answer. It speaks the protocol itself, since a
// client would log every refused attempt.
func (r *Redis) ping(ctx context.Context, port int) error {
	ctx, cancel := context.WithTimeout(ctx, connectTimeout)
	defer cancel()
	var dialer net.Dialer
	connection, err := dialer.DialContext(ctx, "tcp", "127.0.0.1:"+strconv.Itoa(port))
	if err != nil {
		return fmt.Errorf("connect to Redis: %w", err)
	}
	defer connection.Close()
	if deadline, ok := ctx.Deadline(); ok {
		_ = connection.SetDeadline(deadline)
	}
	if _, err := fmt.Fprintf(connection, "AUTH %s\r\nPING\r\n", r.password); err != nil {
		return fmt.Errorf("ask Redis: %w", err)
	}
	const want = "+OK\r\n+PONG\r\n"
	answer := make([]byte, len(want))
	if _, err := io.ReadFull(connection, answer); err != nil {
		return fmt.Errorf("hear from Redis: %w", err)
	}
	if string(answer) != want {
		return fmt.Errorf("Redis is not ready: %q", answer)
	}
	return nil
}

// URL is the server's address, database 0.
func (r *Redis) URL() string { return r.DatabaseURL(0) }

// DatabaseURL is the address of one of the server's 256 numbered databases.
func (r *Redis) DatabaseURL(number int) string {
	u := url.URL{
		Scheme: "redis", User: url.UserPassword("default", r.password),
		Host: "127.0.0.1:" + strconv.Itoa(r.port), Path: "/" + strconv.Itoa(number),
	}
	return u.String()
}

// Done is closed when the server has ended, asked or not. After a Restart ask
// again.
func (r *Redis) Done() <-chan struct{} {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.process.done
}

// Stop ends the server in good order, saving first, and gives the directory
// back. A second call does nothing.
func (r *Redis) Stop() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.halt()
	r.dir.close()
}

func (r *Redis) halt() {
	if !r.process.ended() {
		r.process.stop(syscall.SIGTERM, syscall.SIGKILL)
	}
}

// Kill ends the server as a crash would. Restart brings it back.
func (r *Redis) Kill() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.process.kill()
}

// Pause freezes the server: connections stay open and nothing is answered.
// Resume thaws it.
func (r *Redis) Pause() error { return r.signal(syscall.SIGSTOP) }

// Resume ends a Pause.
func (r *Redis) Resume() error { return r.signal(syscall.SIGCONT) }

func (r *Redis) signal(s syscall.Signal) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.process.os.Signal(s); err != nil {
		return fmt.Errorf("signal Redis: %w", err)
	}
	return nil
}

// Restart stops the server unless it has ended, and starts it again with the
// same data on the same port.
func (r *Redis) Restart(ctx context.Context) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.dir.lock == nil {
		return errors.New("restart Redis: it was stopped for good")
	}
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	r.halt()
	return r.start(ctx)
}
