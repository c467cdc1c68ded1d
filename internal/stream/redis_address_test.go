package stream_test

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gomodule/redigo/redis"

	"atrevete/internal/salon"
	"atrevete/internal/stream"
	"atrevete/internal/testkit"
)

func TestOpenRedisRefusesWhatIsNoAddress(t *testing.T) {
	t.Parallel()
	for _, url := range []string{
		"", "http://x", "localhost:6379", "redis:x", "unix://", "redis://:hush\x7f@x", "redis://:hush@h:port/0", "redis://:hu/sh@h",
		"redis://:hush@h/zero", "redis://:hush@h/-1", "redis://:hush@h/1/2", "redis://:hush@h/1?db=2", "redis://:hush@h?pool_size=3",
		"redis://:hush@h?skip_verify=true", "rediss://:hush@h?skip_verify=perhaps",
	} {
		_, err := stream.OpenRedis(url, stream.Options{})
		if err == nil || stream.CheckURL(url) == nil {
			t.Errorf("%q was accepted", url)
		} else if strings.Contains(err.Error(), "hu") {
			t.Errorf("the error shows the password: %v", err)
		}
	}
	for _, url := range []string{
		"redis://", "redis://h", "redis://h:6380/", "redis://[::1]:6379/15", "redis://user:a%2Fb@h/3", "redis://h?db=3",
		"rediss://:a@h:6380/0", "rediss://h?skip_verify=true", "unix:///run/redis.sock", "unix://user:a@/run/redis.sock?db=2",
	} {
		if err := stream.CheckURL(url); err != nil {
			t.Errorf("%s: %v", url, err)
		}
	}
}

func TestEachURLSelectsItsDatabase(t *testing.T) {
	t.Parallel()
	server := testkit.StartRedis(t)
	bare, _ := strings.CutSuffix(server.DatabaseURL(7), "/7")
	must(t, openRedis(t, bare+"/7", stream.Options{}).SaveCheckpoint(t.Context(), "x", []byte("seven")))
	for url, want := range map[string]bool{bare + "?db=7": true, bare: false, bare + "/8": false} {
		_, err := openRedis(t, url, stream.Options{}).Checkpoint(t.Context(), "x")
		if found := err == nil; found != want || err != nil && !errors.Is(err, salon.ErrNotFound) {
			t.Errorf("%s: %v", url, err)
		}
	}
	must(t, openRedis(t, bare+"/7", stream.Options{}).DeleteCheckpoint(t.Context(), "x"))
	outside := openRedis(t, bare+"/9999", stream.Options{})
	if err := outside.Announce(t.Context(), "s", newID()); !errors.Is(err, stream.ErrUnavailable) {
		t.Errorf("a database that does not exist: %v", err)
	}
}

func TestPasswordsOpenTheDoor(t *testing.T) {
	t.Parallel()
	server := testkit.StartRedis(t)
	admin := rawClient(t, server.URL())
	admin.do("ACL", "SETUSER", "maite", "on", ">hu/sh", "~*", "&*", "+@all")
	userinfo, where := parts(t, server.URL())
	_, password, _ := strings.Cut(userinfo, ":")
	for _, who := range []string{":" + password + "@", "default:" + password + "@", "maite:hu%2Fsh@"} {
		h := openRedis(t, "redis://"+who+where, impatient)
		var got log
		id := newID()
		must(t, h.Announce(t.Context(), who, id))
		consume(t, h, who, "a", func(_ context.Context, id salon.ID) error { got.add(id); return nil })
		testkit.Eventually(t, func() bool { return got.times(id) == 1 }, "a hint behind a password")
		events, err := h.Subscribe(t.Context(), id)
		must(t, err)
		must(t, h.Publish(t.Context(), id, salon.LiveEvent{Kind: "message"}))
		testkit.Receive(t, events, "a live event behind a password")
	}
	for _, who := range []string{"", ":hoosh@", "maite:hoosh@"} {
		h := openRedis(t, "redis://"+who+where, stream.Options{})
		for range 4 { // and the breaker counts it: Redis does not serve us
			if err := h.Announce(t.Context(), "s", newID()); !errors.Is(err, stream.ErrUnavailable) || strings.Contains(err.Error(), "hoosh") {
				t.Errorf("%s: %v", who, err)
			}
		}
		if err := h.Ping(t.Context()); err == nil || strings.Contains(err.Error(), "hoosh") {
			t.Errorf("ping as %s: %v", who, err)
		}
	}
}

func TestTLSChecksTheCertificateUnlessToldNot(t *testing.T) {
	t.Parallel()
	server := testkit.StartRedis(t)
	userinfo, address := parts(t, server.URL())
	p := newProxy(t, address, true)
	through := "rediss://" + userinfo + "@" + p.address
	h := openRedis(t, through+"/0?skip_verify=true", impatient)
	// The handshake counts as part of the first call, whose limit is short.
	testkit.Eventually(t, func() bool { return h.Ping(t.Context()) == nil }, "a call through TLS")
	var got log
	consume(t, h, "s", "a", func(_ context.Context, id salon.ID) error { got.add(id); return nil })
	id := newID()
	must(t, h.Announce(t.Context(), "s", id))
	testkit.Eventually(t, func() bool { return got.times(id) == 1 }, "a hint through TLS")

	strict := openRedis(t, through+"/0", stream.Options{})
	testkit.Eventually(t, func() bool {
		err := strict.Ping(t.Context())
		if err == nil {
			t.Error("a certificate that nobody signed was accepted")
		}
		return err == nil || strings.Contains(err.Error(), "certificate")
	}, "a complaint about the certificate")
	// A server that accepts and then says nothing delays nobody, during the
	// handshake either.
	p.mute()
	start := time.Now()
	if err := openRedis(t, through+"/0?skip_verify=true", stream.Options{}).Ping(t.Context()); err == nil {
		t.Error("a mute server answers")
	}
	if took := time.Since(start); took > 3*stream.CallTimeout {
		t.Errorf("a mute server took %v", took)
	}
}

// Connections that Redis has closed meanwhile are replaced without a failure.
func TestConnectionsClosedWhileAsideFailNoCall(t *testing.T) {
	t.Parallel()
	server := testkit.StartRedis(t)
	h, admin := openRedis(t, server.URL(), stream.Options{}), rawClient(t, server.URL())
	for range 3 {
		var busy sync.WaitGroup
		for range 16 { // so that several lie aside
			busy.Go(func() {
				if err := h.Announce(t.Context(), "s", newID()); err != nil {
					t.Errorf("announce: %v", err)
				}
			})
		}
		busy.Wait()
		admin.do("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
		for range 20 {
			must(t, h.Announce(t.Context(), "s", newID()))
		}
	}
	if n, err := redis.Int(admin.do("XLEN", "s"), nil); err != nil || n < 3*36 {
		t.Errorf("%d of %d hints arrived: %v", n, 3*36, err)
	}
}

// A connection that went silent without an end is noticed and replaced.
func TestASilentSubscriptionIsReplaced(t *testing.T) {
	t.Parallel()
	server := testkit.StartRedis(t)
	userinfo, address := parts(t, server.URL())
	p := newProxy(t, address, false)
	h := openRedis(t, "redis://"+userinfo+"@"+p.address, impatient)
	events, err := h.Subscribe(t.Context(), "x")
	must(t, err)
	p.mute()
	p.speak() // new connections work, the old one stays silent
	testkit.Eventually(t, func() bool {
		_ = h.Publish(t.Context(), "x", salon.LiveEvent{Kind: "message"})
		select {
		case <-events:
			return true
		default:
			return false
		}
	}, "live events over another connection")
}

// parts takes a URL of the test's server apart: who, and where.
func parts(t *testing.T, address string) (userinfo, host string) {
	t.Helper()
	u, err := url.Parse(address)
	must(t, err)
	return u.User.String(), u.Host
}

// proxy stands between the package and Redis. Muted connections stay open and
// pass nothing on, for ever.
type proxy struct {
	address string

	mu    sync.Mutex
	muted chan struct{} // closed: connections of this age are muted
	now   bool          // new ones are muted too
}

func newProxy(t *testing.T, target string, withTLS bool) *proxy {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	p := &proxy{address: listener.Addr().String(), muted: make(chan struct{})}
	var config *tls.Config
	if withTLS { // the certificate of net/http's own tests will do
		server := httptest.NewTLSServer(nil)
		config = &tls.Config{Certificates: server.TLS.Certificates}
		server.Close()
	}
	ctx, cancel := context.WithCancel(context.Background())
	var open sync.WaitGroup
	open.Go(func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			open.Go(func() { p.serve(ctx, client, target, config) })
		}
	})
	t.Cleanup(func() {
		cancel()
		_ = listener.Close()
		open.Wait()
	})
	return p
}

func (p *proxy) serve(ctx context.Context, client net.Conn, target string, config *tls.Config) {
	defer client.Close()
	p.mu.Lock()
	muted, mute := p.muted, p.now
	p.mu.Unlock()
	if mute {
		<-ctx.Done()
		return
	}
	server, err := net.Dial("tcp", target)
	if err != nil {
		return
	}
	defer server.Close()
	outer := client
	if config != nil {
		outer = tls.Server(client, config)
	}
	ended := make(chan struct{}, 2)
	for _, way := range [][2]net.Conn{{server, outer}, {outer, server}} {
		go func() {
			defer func() { ended <- struct{}{} }()
			_, _ = io.Copy(quiet{way[0], muted}, way[1])
		}()
	}
	select {
	case <-ctx.Done():
	case <-muted:
		<-ctx.Done()
	case <-ended:
		select { // whoever is muted does not even hear the end
		case <-muted:
			<-ctx.Done()
		default:
		}
	}
}

// quiet drops what is written once muted.
type quiet struct {
	net.Conn
	muted chan struct{}
}

func (q quiet) Write(b []byte) (int, error) {
	select {
	case <-q.muted:
		return len(b), nil
	default:
		return q.Conn.Write(b)
	}
}

// mute silences every connection, those to come too.
func (p *proxy) mute() {
	p.mu.Lock()
	defer p.mu.Unlock()
	close(p.muted)
	p.now = true
}

// speak lets new connections through again.
func (p *proxy) speak() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.muted, p.now = make(chan struct{}), false
}
