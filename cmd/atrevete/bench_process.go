package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const (
	benchPatience = 60 * time.Second
	benchLook     = 10 * time.Millisecond
	benchToken    = "benchmark-token-of-32-characters"
	benchSecret   = "benchmark-signing-secret"
	megabyte      = 1e6
)

// child is a process of ours under measurement.
type child struct {
	cmd  *exec.Cmd
	done chan error
	said bytes.Buffer
}

// start runs this program with only the given environment.
func (b *bench) start(ctx context.Context, args []string, environ ...string) (*child, error) {
	c := &child{cmd: exec.CommandContext(ctx, b.binary, args...), done: make(chan error, 1)} //nolint:gosec // ourselves
	c.cmd.Dir = b.dir
	c.cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + os.Getenv("HOME"), "LOG_LEVEL=warn"}, environ...)
	c.cmd.Stderr = &c.said
	c.cmd.Cancel = func() error { return c.cmd.Process.Signal(syscall.SIGTERM) }
	if err := c.cmd.Start(); err != nil {
		return nil, fmt.Errorf("starting %v: %w", args, err)
	}
	go func() { c.done <- c.cmd.Wait() }()
	return c, nil
}

// stop ends the process in good order.
func (c *child) stop() error {
	_ = c.cmd.Process.Signal(syscall.SIGTERM)
	if err := <-c.done; err != nil {
		return fmt.Errorf("stopping: %w: %s", err, c.said.String())
	}
	return nil
}

// ready waits until the process answers a path with 200.
func (c *child) ready(ctx context.Context, addr, path string) error {
	limit, cancel := context.WithTimeout(ctx, benchPatience)
	defer cancel()
	for {
		if err := askHealth(limit, addr, path); err == nil {
			return nil
		}
		select {
		case err := <-c.done:
			return fmt.Errorf("it ended (%w): %s", errors.Join(err), c.said.String())
		case <-limit.Done():
			return fmt.Errorf("not ready in %s: %s", benchPatience, c.said.String())
		case <-time.After(benchLook):
		}
	}
}

// rss is the resident memory in bytes; Linux only.
func (c *child) rss() (int64, error) {
	status, err := os.ReadFile("/proc/" + strconv.Itoa(c.cmd.Process.Pid) + "/status")
	if err != nil {
		return 0, fmt.Errorf("reading memory: %w", err)
	}
	lines := bufio.NewScanner(bytes.NewReader(status))
	for lines.Scan() {
		if text, ok := strings.CutPrefix(lines.Text(), "VmRSS:"); ok {
			kilobytes, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(text), " kB"), 10, 64)
			if err != nil {
				return 0, fmt.Errorf("reading memory: %w", err)
			}
			return kilobytes << 10, nil
		}
	}
	return 0, errors.New("reading memory: no VmRSS")
}

// freeAddr is an address nobody listens on.
func freeAddr(ctx context.Context) (string, error) {
	listener, err := listen(ctx, "HTTP_ADDR", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	addr := listener.Addr().String()
	return addr, listener.Close()
}

// coldStart measures `atrevete up` from nothing to healthy: databases made,
// schema migrated, salon seeded.
func (b *bench) coldStart(ctx context.Context) error {
	addr, err := freeAddr(ctx)
	if err != nil {
		return err
	}
	began := time.Now()
	up, err := b.start(ctx, []string{"up", "--data", b.dir + "/up"}, "HTTP_ADDR="+addr)
	if err != nil {
		return err
	}
	if err := up.ready(ctx, addr, "/health"); err != nil {
		return err
	}
	took := time.Since(began)
	b.add("cold start of `atrevete up`, empty folder to healthy", fmt.Sprintf("%.1f s", took.Seconds()), "< 15 s")
	return up.stop()
}

// imageSize builds the api image where an engine answers.
func (b *bench) imageSize(ctx context.Context) error {
	const what, budget = "image size", "< 30 MB"
	if err := exec.CommandContext(ctx, "docker", "info").Run(); err != nil {
		b.add(what, "not measured: no Docker engine", budget)
		return nil
	}
	if _, err := os.Stat("docker/Dockerfile"); err != nil {
		b.add(what, "not measured: run it in the source folder", budget)
		return nil
	}
	var said bytes.Buffer
	build := exec.CommandContext(ctx, "docker", "build", "--quiet", "--file", "docker/Dockerfile", "--target", "api", ".")
	build.Stderr = &said
	id, err := build.Output()
	if err != nil {
		return fmt.Errorf("building the image: %w: %s", err, said.String())
	}
	size, err := exec.CommandContext(ctx, "docker", "image", "inspect", "--format", "{{.Size}}", strings.TrimSpace(string(id))).Output() //nolint:gosec // an id from the engine
	if err != nil {
		return fmt.Errorf("inspecting the image: %w", err)
	}
	count, err := strconv.ParseFloat(strings.TrimSpace(string(size)), 64)
	if err != nil {
		return fmt.Errorf("reading the image's size: %w", err)
	}
	b.add(what, fmt.Sprintf("%.1f MB", count/megabyte), budget)
	return nil
}

// production is the environment of api and agent against the benchmark's
// services and its Chatwoot.
func (b *bench) production(addr, agentAddr, chatwootURL string, extra ...string) []string {
	return append([]string{
		"DATABASE_URL=" + b.postgres.URL(localDatabase), "REDIS_URL=" + b.redis.URL(),
		"HTTP_ADDR=" + addr, "AGENT_HTTP_ADDR=" + agentAddr, "TURN_QUIET_MS=0", "SECRET_KEY=" + newSecret(),
		"CHATWOOT_API_URL=" + chatwootURL, "CHATWOOT_ACCOUNT_ID=1", "CHATWOOT_BOT_TOKEN=bot", "CHATWOOT_API_TOKEN=agent",
		"CHATWOOT_WEBHOOK_TOKEN=" + benchToken, "CHATWOOT_WEBHOOK_SECRET=" + benchSecret,
	}, extra...)
}

// pair starts api (with extra variables) and agent and waits for both.
func (b *bench) pair(ctx context.Context, chatwootURL string, apiExtra ...string) (api, agent *child, addr string, err error) {
	if addr, err = freeAddr(ctx); err != nil {
		return nil, nil, "", err
	}
	agentAddr, err := freeAddr(ctx)
	if err != nil {
		return nil, nil, "", err
	}
	if api, err = b.start(ctx, []string{"api"}, b.production(addr, agentAddr, chatwootURL, apiExtra...)...); err != nil {
		return nil, nil, "", err
	}
	if err = api.ready(ctx, addr, "/health"); err != nil {
		return nil, nil, "", err
	}
	if agent, err = b.start(ctx, []string{"agent"}, b.production(addr, agentAddr, chatwootURL)...); err != nil {
		return nil, nil, "", err
	}
	return api, agent, addr, agent.ready(ctx, agentAddr, "/readyz")
}

// anotherAgent starts a second agent beside the first and waits for it.
func (b *bench) anotherAgent(ctx context.Context, chatwootURL string) (*child, error) {
	addr, err := freeAddr(ctx)
	if err != nil {
		return nil, err
	}
	agent, err := b.start(ctx, []string{"agent"}, b.production(addr, addr, chatwootURL)...)
	if err != nil {
		return nil, err
	}
	return agent, agent.ready(ctx, addr, "/readyz")
}

// idleMemory reads the memory of an api and an agent with nothing to do.
func (b *bench) idleMemory(ctx context.Context) error {
	api, agent, _, err := b.pair(ctx, "http://127.0.0.1:9")
	if err != nil {
		return err
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(b.idle):
	}
	one, err := api.rss()
	if err != nil {
		return err
	}
	two, err := agent.rss()
	if err != nil {
		return err
	}
	b.add("memory of api + agent at rest", fmt.Sprintf("%.1f MB", float64(one+two)/megabyte), "< 60 MB")
	return errors.Join(agent.stop(), api.stop())
}

// dialBench opens a plain connection.
func dialBench(ctx context.Context, addr string) (net.Conn, error) {
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, "tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("connecting to the api: %w", err)
	}
	return conn, nil
}
