// Package e2e_test is where the product is used as people use it: in a real
// browser, mostly against the real program. It holds tests only.
package e2e_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// house is what the tests of this package share: one browser, one program.
type house struct {
	browser once[*browser]
	program once[*program]
}

var shared house

func TestMain(m *testing.M) {
	code := m.Run()
	if p, err := shared.program.made(); p != nil && err == nil {
		p.close()
	}
	if b, err := shared.browser.made(); b != nil && err == nil {
		b.close()
	}
	os.Exit(code)
}

// once makes a thing when it is first asked for.
type once[T any] struct {
	mu   sync.Mutex
	done bool
	it   T
	err  error
}

func (o *once[T]) get(build func() (T, error)) (T, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if !o.done {
		o.it, o.err = build()
		o.done = true
	}
	return o.it, o.err
}

// made returns what was made so far, if anything.
func (o *once[T]) made() (T, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.it, o.err
}

// browser is a running Chromium; every visitor is a profile of their own in it.
type browser struct {
	ctx  context.Context
	stop []context.CancelFunc
}

// errNoBrowser says that this machine has no Chromium.
var errNoBrowser = errors.New("no Chromium on this machine (make test/browser installs it)")

// requireBrowser is the variable under which a missing browser is a failure.
const requireBrowser = "REQUIRE_BROWSER"

// startPatience bounds the start of the browser.
const startPatience = 40 * time.Second

// openBrowser returns the shared browser, or skips the test when there is none.
func openBrowser(t *testing.T) *browser {
	t.Helper()
	b, err := shared.browser.get(startBrowser)
	switch {
	case errors.Is(err, errNoBrowser) && os.Getenv(requireBrowser) != "1":
		t.Skip(err)
	case err != nil:
		t.Fatal(err)
	}
	return b
}

func startBrowser() (*browser, error) {
	path, err := findBrowser()
	if err != nil {
		return nil, err
	}
	options := append([]chromedp.ExecAllocatorOption{}, chromedp.DefaultExecAllocatorOptions[:]...)
	options = append(options,
		chromedp.ExecPath(path),
		chromedp.Flag("headless", "new"),
		chromedp.DisableGPU,
		chromedp.NoFirstRun,
		chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true),
		chromedp.Flag("disable-background-timer-throttling", true),
		chromedp.Flag("hide-scrollbars", true),
		chromedp.WSURLReadTimeout(startPatience),
	)
	if os.Geteuid() == 0 {
		options = append(options, chromedp.NoSandbox)
	}
	b := &browser{}
	allocated, stop := chromedp.NewExecAllocator(context.Background(), options...)
	b.stop = append(b.stop, stop)
	ctx, stop := chromedp.NewContext(allocated)
	b.stop = append(b.stop, stop)
	b.ctx = ctx
	if err := chromedp.Do(ctx); err != nil { // starts it
		b.close()
		return nil, fmt.Errorf("starting the browser: %w", err)
	}
	return b, nil
}

func findBrowser() (string, error) {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errNoBrowser
}

// close ends the browser and waits for it.
func (b *browser) close() {
	if b.ctx != nil {
		_ = chromedp.Cancel(b.ctx)
	}
	for i := len(b.stop) - 1; i >= 0; i-- {
		b.stop[i]()
	}
}
