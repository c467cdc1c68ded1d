package e2e_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"atrevete/internal/testkit"
)

// size is a window.
type size struct{ width, height int64 }

var (
	desktop = size{1300, 850}
	phone   = size{390, 844}
	small   = size{360, 640}
)

// tab is one page in the browser. What its console complains about fails the
// test, unless the test expects it.
type tab struct {
	t     *testing.T
	ctx   context.Context
	base  string
	width int64

	mu         sync.Mutex
	complaints []string
	expected   []string
}

// visit opens a browser profile of its own, as a new visitor's phone would be.
func visit(t *testing.T, base string, s size) *tab {
	t.Helper()
	ctx, stop := chromedp.NewContext(openBrowser(t).ctx, chromedp.WithNewBrowserContext())
	t.Cleanup(stop)
	return openTab(t, ctx, base, s)
}

// another opens a second tab of the same visitor.
func (p *tab) another(s size) *tab {
	p.t.Helper()
	ctx, stop := chromedp.NewContext(p.ctx)
	p.t.Cleanup(stop)
	return openTab(p.t, ctx, p.base, s)
}

func openTab(t *testing.T, ctx context.Context, base string, s size) *tab {
	t.Helper()
	p := &tab{t: t, ctx: ctx, base: base}
	if err := chromedp.Listen(ctx, p.hear); err != nil { // opens the tab, which lives as long as ctx
		t.Fatal(err)
	}
	call(p, log.Enable, cdp.Empty{})
	call(p, runtime.Enable, cdp.Empty{})
	p.resize(s)
	t.Cleanup(p.checkConsole)
	return p
}

// hear collects what a developer would see in red.
func (p *tab) hear(event any) {
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		p.complain("exception: " + e.ExceptionDetails.Text + " " + described(e.ExceptionDetails.Exception))
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeWarning {
			var words []string
			for _, a := range e.Args {
				words = append(words, string(a.Value)+described(a))
			}
			p.complain("console: " + strings.Join(words, " "))
		}
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError || e.Entry.Level == log.EntryLevelWarning {
			p.complain(fmt.Sprintf("%s: %s (%s)", e.Entry.Source, e.Entry.Text, e.Entry.URL))
		}
	}
}

func described(o *runtime.RemoteObject) string {
	if o == nil {
		return ""
	}
	return o.Description
}

func (p *tab) complain(what string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.complaints = append(p.complaints, what)
}

// expects lets the console complain with a text that contains the given words.
func (p *tab) expects(words ...string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.expected = append(p.expected, words...)
}

func (p *tab) checkConsole() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range p.complaints {
		fine := false
		for _, e := range p.expected {
			fine = fine || strings.Contains(c, e)
		}
		if !fine {
			p.t.Errorf("the console complains: %s", c)
		}
	}
}

// do runs browser actions with a deadline.
func (p *tab) do(actions ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, stop := p.limit()
	defer stop()
	if err := chromedp.Do(ctx, actions...); err != nil {
		p.t.Fatalf("browser: %v", err)
	}
}

func (p *tab) limit() (context.Context, context.CancelFunc) {
	return context.WithTimeout(p.ctx, testkit.Patience)
}

// call runs one command of the browser's protocol.
func call[P, R any](p *tab, command cdp.Command[P, R], params P) R {
	p.t.Helper()
	ctx, stop := p.limit()
	defer stop()
	result, err := chromedp.Call(ctx, command, params)
	if err != nil {
		p.t.Fatalf("browser: %s: %v", command.Method, err)
	}
	return result
}

// try evaluates an expression of the page.
func try[T any](p *tab, expression string) (T, error) {
	ctx, stop := p.limit()
	defer stop()
	return chromedp.Run(ctx, chromedp.Evaluate[T](expression))
}

// open goes to a path of the product and waits until the page is there.
func (p *tab) open(path string) {
	p.t.Helper()
	p.do(chromedp.Navigate(p.base + path))
}

// resize makes the window another one; narrow ones are phones.
func (p *tab) resize(s size) {
	p.t.Helper()
	p.width = s.width
	call(p, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{
		Width: s.width, Height: s.height, DeviceScaleFactor: 1, Mobile: s.width < 700,
	})
}

// eval evaluates an expression of the page.
func eval[T any](p *tab, expression string) T {
	p.t.Helper()
	out, err := try[T](p, expression)
	if err != nil {
		p.t.Fatalf("evaluate %s: %v", expression, err)
	}
	return out
}

// await waits until an expression of the page is true.
func (p *tab) await(expression, what string, args ...any) {
	p.t.Helper()
	ok := testkit.Within(testkit.Patience, func() bool {
		out, err := try[bool](p, "!!("+expression+")")
		return err == nil && out
	})
	if !ok {
		p.shoot("failed-" + strings.ReplaceAll(p.t.Name(), "/", "-"))
		p.t.Fatalf("waited in vain for %s; the page says:\n%s", fmt.Sprintf(what, args...), p.text())
	}
}

// text is all visible text.
func (p *tab) text() string {
	words, err := try[string](p, "document.body.innerText")
	if err != nil {
		return err.Error()
	}
	return words
}

// says waits until visible text contains one of the given wordings.
func (p *tab) says(wordings ...string) {
	p.t.Helper()
	p.await(fmt.Sprintf("%s.some((w) => document.body.innerText.includes(w))", list(wordings)), "%q on the page", wordings)
}

// lastSays waits until the last line of the chat is Maite's and contains one of
// the given wordings.
func (p *tab) lastSays(wordings ...string) {
	p.t.Helper()
	p.await(fmt.Sprintf(`(() => {
		const last = [...document.querySelectorAll(".line:not(.typing)")].at(-1);
		return last && !last.classList.contains("mine") && %s.some((w) => last.textContent.includes(w));
	})()`, list(wordings)), "%q in Maite's last line", wordings)
}

// list is a JavaScript array of texts.
func list(texts []string) string {
	raw, err := json.Marshal(texts)
	if err != nil {
		return "[]"
	}
	return string(raw)
}

// click clicks the first visible element that matches.
func (p *tab) click(selector string) {
	p.t.Helper()
	p.await(fmt.Sprintf("document.querySelector(%q)?.checkVisibility()", selector), "%s to click on", selector)
	p.do(chromedp.Click(chromedp.CSS(selector)))
}

// tap clicks the button or link with the given words.
func (p *tab) tap(words string) {
	p.t.Helper()
	mark := fmt.Sprintf(`(() => {
		document.querySelectorAll("[data-tap]").forEach((e) => e.removeAttribute("data-tap"));
		const found = [...document.querySelectorAll("button, a, summary")].find((e) => e.checkVisibility() && e.textContent.includes(%q));
		found?.setAttribute("data-tap", "");
		return !!found;
	})()`, words)
	p.await(mark, "a button «%s»", words)
	p.do(chromedp.Click(chromedp.CSS("[data-tap]")))
}

// say types a message and sends it with the Enter key.
func (p *tab) say(words string) {
	p.t.Helper()
	p.write(words)
	p.press("Enter")
}

// write types into the composer without sending.
func (p *tab) write(words string) {
	p.t.Helper()
	p.do(chromedp.Focus(chromedp.CSS("#text")))
	call(p, input.InsertText, input.InsertTextParams{Text: words})
}

// press presses and releases a key, with its character as a keyboard would send it.
func (p *tab) press(key string, modifiers ...int64) {
	p.t.Helper()
	codes := map[string]struct {
		code int64
		text string
	}{"Enter": {13, "\r"}, "Tab": {9, ""}, "Escape": {27, ""}, " ": {32, " "}}
	k := codes[key]
	kind := input.DispatchKeyEventTypeKeyDown
	if k.text == "" {
		kind = input.DispatchKeyEventTypeRawKeyDown
	}
	e := input.DispatchKeyEventParams{Type: kind, Key: key, Code: key, WindowsVirtualKeyCode: k.code, Text: k.text}
	for _, m := range modifiers {
		e.Modifiers |= m
	}
	call(p, input.DispatchKeyEvent, e)
	e.Type, e.Text = input.DispatchKeyEventTypeKeyUp, ""
	call(p, input.DispatchKeyEvent, e)
}

// shift is the modifier key in the protocol.
const shift = 8

// tabUntil presses Tab, backwards if asked, until the focus is where an
// expression says.
func (p *tab) tabUntil(expression string, backwards bool) {
	p.t.Helper()
	for range 40 {
		if eval[bool](p, "!!("+expression+")") {
			return
		}
		if backwards {
			p.press("Tab", shift)
		} else {
			p.press("Tab")
		}
	}
	p.t.Fatalf("Tab does not lead to %s", expression)
}

// offline cuts or restores this tab's network.
func (p *tab) offline(cut bool) {
	p.t.Helper()
	call(p, network.Enable, network.EnableParams{})
	call(p, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{
		MatchedNetworkConditions: []*network.Conditions{{Offline: cut, DownloadThroughput: -1, UploadThroughput: -1}},
	})
	call(p, network.OverrideNetworkState, network.OverrideNetworkStateParams{Offline: cut, DownloadThroughput: -1, UploadThroughput: -1})
}

// settle waits until nothing moves any more.
func (p *tab) settle() {
	p.t.Helper()
	p.await(`document.getAnimations().every((a) => a.playState !== "running" || a.effect.getTiming().iterations === Infinity)`, "animations to end")
}

// shoot keeps a picture of the window when SCREENSHOTS names a folder.
func (p *tab) shoot(name string) {
	dir := os.Getenv("SCREENSHOTS")
	if dir == "" {
		return
	}
	ctx, stop := p.limit()
	defer stop()
	picture, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, name+".png"), picture, 0o644)
	}
	if err != nil {
		p.t.Logf("no picture %s: %v", name, err)
	}
}
