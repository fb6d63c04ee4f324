package combo

import (
	"fmt"
	"strings"
)

// markdown is the report as text to copy. It is made of what has been cleaned.
func (p *debugReport) markdown() string {
	w := &markdown{}
	w.line("# %s", p.Headline)
	w.line("%s · %s · %s", p.Status, p.Kind, p.Request)
	w.block(p.Whole)
	w.pairs("Fields", p.Fields)
	w.advice(p.Advice)
	w.routes(p.Routes)
	for _, c := range p.Own {
		w.call(c)
	}
	if p.View != nil {
		w.line("Returned by this view:")
		w.call(*p.View)
	}
	if len(p.Causes) > 0 {
		w.line("## Causes")
		w.causes(p.Causes, "")
		w.line("")
	}
	for _, t := range p.Tables {
		w.pairs(t.Title, t.Rows)
	}
	w.stack(p.Stack)
	w.pairs("Environment", p.Facts)
	return strings.TrimSpace(w.b.String()) + "\n"
}

// A markdown is a text under construction.
type markdown struct{ b strings.Builder }

// line writes a paragraph of one line.
func (w *markdown) line(format string, args ...any) {
	fmt.Fprintf(&w.b, format+"\n\n", args...)
}

// block writes code, or other text whose lines are to stay.
func (w *markdown) block(text string) {
	if text == "" {
		return
	}
	fence := "```"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	w.line("%s\n%s\n%s", fence, text, fence)
}

func (w *markdown) pairs(title string, pairs []pair) {
	if len(pairs) == 0 {
		return
	}
	w.line("## %s", title)
	for _, p := range pairs {
		fmt.Fprintf(&w.b, "- %s: %s\n", p.Name, p.Value)
	}
	w.line("")
}

func (w *markdown) advice(a *debugAdvice) {
	if a == nil {
		return
	}
	w.line("## What to do")
	var text strings.Builder
	for _, s := range a.What {
		if s.Code {
			text.WriteString("`" + s.Text + "`")
			continue
		}
		text.WriteString(s.Text)
	}
	w.line("%s", text.String())
	w.block(a.Code)
	w.block(strings.Join(a.Facts, "\n"))
}

func (w *markdown) routes(routes *debugRoutes) {
	if routes == nil {
		return
	}
	w.line("## %s", routes.Title)
	if routes.Near != nil {
		w.line("Did you mean %s?", routes.Near.Text)
	}
	for i, r := range routes.List {
		fmt.Fprintf(&w.b, "%d. %s %s  %s  %s  %s\n", i+1, r.Methods, r.Pattern, r.Name, r.At, r.Why)
	}
	w.line("%s", routes.More)
}

func (w *markdown) call(c debugCall) {
	w.line("## %s", c.Call)
	w.line("%s", c.At)
	var code strings.Builder
	for _, l := range c.Code {
		mark := " "
		if l.Hot {
			mark = ">"
		}
		fmt.Fprintf(&code, "%s %4d  %s\n", mark, l.Number, l.Text)
	}
	w.block(strings.TrimSuffix(code.String(), "\n"))
}

func (w *markdown) causes(causes []debugCause, indent string) {
	for _, c := range causes {
		fmt.Fprintf(&w.b, "%s- %s: %s\n", indent, c.Type, c.Text)
		w.causes(c.Causes, indent+"  ")
	}
}

func (w *markdown) stack(groups []debugCalls) {
	if len(groups) == 0 {
		return
	}
	w.line("## Stack")
	for _, g := range groups {
		for _, c := range g.Calls {
			fmt.Fprintf(&w.b, "- %s  %s\n", c.Call, c.At)
		}
	}
	w.line("")
}
