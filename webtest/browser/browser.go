// Package browser drives headless Chromium in tests, for what a client without
// scripts cannot see: pages that change, layout, pictures.
//
//	func TestChat(t *testing.T) {
//		tab := browser.Open(t, webtest.Serve(t, site)+"/chat/")
//		tab.Fill("#message", "Hello").Click("text=Send")
//		tab.WaitText("Ann: Hello").Width(390).Screenshot("chat.png")
//	}
//
// It needs the program chromium. It is a package of its own, so that tests which
// need no browser do not link it.
package browser

import (
	"context"
	"fmt"
	"net/url"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// A Tab is a page in a browser that nobody sees. Its methods wait for what they
// need, and end the test if it does not come; they return the tab again, so that
// they can be chained. It belongs to the goroutine of its test.
type Tab struct {
	// Timeout is how long one step may take. Defaults to 10 seconds.
	Timeout time.Duration

	t   testing.TB
	ctx context.Context

	mu         sync.Mutex
	exceptions []string // of scripts, that nothing caught
}

// closeTimeout is how long the browser may take to end.
const closeTimeout = 10 * time.Second

// Open starts a browser with an empty profile and opens a page in it. The browser
// is closed at the end of the test. An exception that no script of the pages
// caught is then an error of the test.
func Open(t testing.TB, url string) *Tab {
	t.Helper()
	allocator, cancel := chromedp.NewExecAllocator(context.Background(), options(program(t))...)
	ctx, _ := chromedp.NewContext(allocator, chromedp.WithErrorf(t.Logf))
	tab := &Tab{Timeout: 10 * time.Second, t: t, ctx: ctx}
	t.Cleanup(func() { tab.close(cancel) })
	if err := chromedp.Listen(ctx, tab.notice); err != nil {
		t.Fatalf("start Chromium: %v", err)
	}
	return tab.Width(defaultWidth).Go(url)
}

// program finds the browser.
func program(t testing.TB) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Fatal("this test needs Chromium: install the Debian package chromium, as by: apt-get install chromium")
	return ""
}

// options start a browser that is quiet: it talks to the site of the test only.
func options(program string) []chromedp.ExecAllocatorOption {
	return append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(program),
		chromedp.NoSandbox,
		chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
	)
}

func (p *Tab) close(cancel context.CancelFunc) {
	p.t.Helper()
	limit, stop := context.WithTimeout(p.ctx, closeTimeout)
	defer stop()
	if err := chromedp.Cancel(limit); err != nil && p.ctx.Err() == nil {
		p.t.Logf("close Chromium: %v", err)
	}
	cancel()
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, e := range p.exceptions {
		p.t.Errorf("a script failed: %s", e)
	}
}

// notice is told all events of the tab.
func (p *Tab) notice(event any) {
	thrown, ok := event.(*runtime.EventExceptionThrown)
	if !ok {
		return
	}
	d := thrown.ExceptionDetails
	text := d.Text
	if d.Exception != nil && d.Exception.Description != "" {
		text += " " + d.Exception.Description
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.exceptions = append(p.exceptions, fmt.Sprintf("%s (%s:%d)", text, d.URL, d.LineNumber+1))
}

// Go opens another page, by an absolute address or one relative to the current page.
func (p *Tab) Go(address string) *Tab {
	p.t.Helper()
	if u, err := url.Parse(address); err != nil || !u.IsAbs() {
		address = p.absolute(address)
	}
	p.do("open "+address, chromedp.Navigate(address))
	return p
}

func (p *Tab) absolute(address string) string {
	p.t.Helper()
	base, err := url.Parse(p.URL())
	if err != nil {
		p.t.Fatalf("open %s: %v", address, err)
	}
	u, err := base.Parse(address)
	if err != nil {
		p.t.Fatalf("open %s: %v", address, err)
	}
	return u.String()
}

// URL returns the address of the page.
func (p *Tab) URL() string {
	p.t.Helper()
	return get(p, "read the address", chromedp.Location())
}

// Title returns the title of the page.
func (p *Tab) Title() string {
	p.t.Helper()
	return get(p, "read the title", chromedp.Title())
}

// do runs a step of the browser, or ends the test with what it was.
func (p *Tab) do(what string, steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	get(p, what, chromedp.Steps(steps...))
}

// get is do with a result.
func get[T any](p *Tab, what string, step chromedp.Action[T]) T {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, p.Timeout)
	defer cancel()
	v, err := chromedp.Run(ctx, step)
	if err != nil {
		p.t.Fatalf("%s: %v%s", what, err, p.state())
	}
	return v
}

// state tells for a message where the browser is.
func (p *Tab) state() string {
	ctx, cancel := context.WithTimeout(p.ctx, closeTimeout)
	defer cancel()
	address, err := chromedp.Run(ctx, chromedp.Location())
	if err != nil {
		return ""
	}
	text, _ := chromedp.Run(ctx, chromedp.Evaluate[string](visibleText))
	if len(text) > extract {
		text = strings.ToValidUTF8(text[:extract], "") + "…"
	}
	return fmt.Sprintf("\n\tpage: %s\n\ttext: %s", address, text)
}

// extract is how many bytes of a page's text a message shows.
const extract = 500

// visibleText is what a person sees, with one space for any white space.
const visibleText = `(document.body ? document.body.innerText : "").replace(/\s+/g, " ").trim()`
