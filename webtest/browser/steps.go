package browser

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/chromedp/chromedp"
)

// Selectors are those of CSS. One that begins with "text=" names the innermost
// link, button, label or other element that shows just this text.
const textPrefix = "text="

// element is the JavaScript expression of the element that a selector names.
func element(selector string) string {
	text, ok := strings.CutPrefix(selector, textPrefix)
	if !ok {
		return "document.querySelector(" + quote(selector) + ")"
	}
	return fmt.Sprintf(`[...document.querySelectorAll("a, button, input, label, summary, option, [role]"), ...document.querySelectorAll("body *")].find(
		e => e.checkVisibility() && (e.innerText || e.value || "").toString().replace(/\s+/g, " ").trim() === %s)`, quote(text))
}

// quote writes a JavaScript string.
func quote(text string) string {
	b, _ := json.Marshal(text) // a string always can be
	return string(b)
}

// Click presses an element in its middle, when it is visible. It does not wait
// for what that sets off: see [Tab.WaitText].
func (p *Tab) Click(selector string) *Tab {
	p.t.Helper()
	what := "click " + selector
	p.wait(what, visible(selector))
	p.do(what, chromedp.Click(chromedp.JSPath(element(selector))))
	return p
}

// Fill puts a text into a field, in place of what was there, as by pasting. Of a
// select it chooses the option with the value.
func (p *Tab) Fill(selector, text string) *Tab {
	p.t.Helper()
	what := "fill " + selector
	p.wait(what, visible(selector))
	p.do(what, run(fmt.Sprintf(`(e => {
		const proto = {INPUT: HTMLInputElement, TEXTAREA: HTMLTextAreaElement, SELECT: HTMLSelectElement}[e.tagName];
		if (!proto || e.disabled || e.readOnly) throw new Error("this cannot be filled");
		e.focus();
		Object.getOwnPropertyDescriptor(proto.prototype, "value").set.call(e, %s);
		e.dispatchEvent(new Event("input", {bubbles: true}));
		e.dispatchEvent(new Event("change", {bubbles: true}));
	})(%s)`, quote(text), element(selector))))
	return p
}

// Press types keys into an element, one after the other: "hello", "\r" for Enter
// and those of github.com/chromedp/chromedp/kb.
func (p *Tab) Press(selector, keys string) *Tab {
	p.t.Helper()
	what := "press keys in " + selector
	p.wait(what, visible(selector))
	p.do(what, chromedp.SendKeys(chromedp.JSPath(element(selector)), keys))
	return p
}

// Text returns what a person reads in an element, when it is visible, with one
// space for any white space.
func (p *Tab) Text(selector string) string {
	p.t.Helper()
	what := "read " + selector
	p.wait(what, visible(selector))
	return get(p, what, chromedp.Evaluate[string]("("+element(selector)+`).innerText.replace(/\s+/g, " ").trim()`))
}

// WaitText waits until the page shows a text. White space counts as one space.
func (p *Tab) WaitText(text string) *Tab {
	p.t.Helper()
	p.wait(fmt.Sprintf("wait for the text %q", text), visibleText+".includes("+quote(fold(text))+")")
	return p
}

// WaitNoText waits until the page does not show a text any more.
func (p *Tab) WaitNoText(text string) *Tab {
	p.t.Helper()
	p.wait(fmt.Sprintf("wait until the text %q is gone", text), "!"+visibleText+".includes("+quote(fold(text))+")")
	return p
}

// Eval runs JavaScript in the page and reads the result, as JSON, into v, a
// pointer; nil throws it away. A promise is waited for.
func (p *Tab) Eval(script string, v any) *Tab {
	p.t.Helper()
	b := get(p, "run "+script, chromedp.Evaluate[[]byte](script, chromedp.EvalAwaitPromise))
	if v == nil {
		return p
	}
	if err := json.Unmarshal(b, v); err != nil {
		p.t.Fatalf("run %s: read the result %s: %v", script, b, err)
	}
	return p
}

// Width makes the window so many pixels wide: 390 is a telephone, 1280 what a tab
// has at first.
func (p *Tab) Width(pixels int) *Tab {
	p.t.Helper()
	p.do(fmt.Sprintf("make the window %d wide", pixels), chromedp.EmulateViewport(int64(pixels), height))
	return p
}

const defaultWidth, height = 1280, 800

// Screenshot writes a picture of the whole page, as PNG. Folders are made.
func (p *Tab) Screenshot(file string) *Tab {
	p.t.Helper()
	picture := get(p, "take a picture", chromedp.FullScreenshot(100))
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(file, picture, 0o644); err != nil {
		p.t.Fatal(err)
	}
	return p
}

// visible is the condition that an element is there and can be seen.
func visible(selector string) string {
	return fmt.Sprintf("(e => !!e && e.checkVisibility())(%s)", element(selector))
}

// wait waits until a condition in the page holds. It goes on in the next page if
// the browser leaves this one.
func (p *Tab) wait(what, condition string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, p.Timeout)
	defer cancel()
	for {
		holds, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("document.readyState !== 'loading' && "+condition))
		if holds {
			return
		}
		if e, ok := errors.AsType[*chromedp.ExceptionError](err); ok {
			p.t.Fatalf("%s: %v", what, e) // not a selector, for example
		}
		select {
		case <-ctx.Done():
			p.t.Fatalf("%s: not within %v%s", what, p.Timeout, p.state())
		case <-time.After(pause):
		}
	}
}

// pause is how often a condition is looked at.
const pause = 20 * time.Millisecond

// run runs JavaScript whose result does not matter.
func run(script string) chromedp.Action[chromedp.Void] {
	return func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		_, err := chromedp.Evaluate[[]byte](script)(ctx, t)
		return chromedp.Void{}, err
	}
}

func fold(text string) string { return strings.Join(strings.Fields(text), " ") }
