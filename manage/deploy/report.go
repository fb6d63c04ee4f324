package deploy

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// A Level says how bad a finding is.
type Level string

// The levels, as the letters of the ids stand for them.
const (
	Error   Level = "error"   // E: the site should not be reached by strangers
	Warning Level = "warning" // W: a defence is missing
	Note    Level = "note"    // I: to know, and perhaps as it should be
)

// levelOf reads the letter of an id: "sec.W07".
func levelOf(id string) Level {
	_, number, _ := strings.Cut(id, ".")
	switch {
	case strings.HasPrefix(number, "W"):
		return Warning
	case strings.HasPrefix(number, "I"):
		return Note
	}
	return Error
}

// A Finding is something that a check has found.
type Finding struct {
	// ID is that of the check: "sec.E02".
	ID string `json:"id"`
	// Level is that of the letter in the ID, or a milder one.
	Level Level `json:"level"`
	// Message is one sentence on what is wrong.
	Message string `json:"message"`
	// Fix is one line on how to mend it.
	Fix string `json:"fix,omitempty"`
	// Docs is where the check is explained, "" for those of apps.
	Docs string `json:"docs,omitempty"`
}

// A Report is what an examination gave.
type Report struct {
	// Findings are in the order of the checks.
	Findings []Finding
	// Passed are the ids of the checks that found nothing.
	Passed []string
}

// A problem is a finding as its check tells it.
type problem struct {
	message, fix string
	level        Level // defaults to the level of the id
}

func (r *Report) add(id string, found []problem) {
	if len(found) == 0 {
		r.Passed = append(r.Passed, id)
	}
	for _, p := range found {
		f := Finding{ID: id, Level: p.level, Message: p.message, Fix: p.fix, Docs: docsOf(id)}
		if f.Level == "" {
			f.Level = levelOf(id)
		}
		r.Findings = append(r.Findings, f)
	}
}

const docs = "https://github.com/combo-web/combo/blob/main/docs/deploy-check.md"

// docsOf is the section on a check of this package.
func docsOf(id string) string {
	for _, c := range Checks() {
		if c.ID == id {
			return docs + "#" + strings.ToLower(strings.ReplaceAll(id, ".", ""))
		}
	}
	return ""
}

// Count returns how many findings have a level.
func (r Report) Count(level Level) int {
	n := 0
	for _, f := range r.Findings {
		if f.Level == level {
			n++
		}
	}
	return n
}

// MarshalJSON writes the findings, the ids of the checks that passed and the
// numbers of errors and warnings.
func (r Report) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(struct {
		Findings []Finding `json:"findings"`
		Passed   []string  `json:"passed"`
		Errors   int       `json:"errors"`
		Warnings int       `json:"warnings"`
	}{append([]Finding{}, r.Findings...), append([]string{}, r.Passed...), r.Count(Error), r.Count(Warning)})
	return b.Bytes(), err
}

// groups are the parts of the report, by what the ids begin with.
var groups = []struct{ prefix, title string }{
	{"sec.", "Security"}, {"ops.", "Operation"}, {"app.", "Application"}, {"", "Apps of the site"},
}

var signs = map[Level]string{Error: "✗", Warning: "!", Note: "i"}

// WriteText writes the report for people: the findings in groups, each with the
// line that mends it.
func (r Report) WriteText(w io.Writer) error {
	var b strings.Builder
	rest := r.Findings
	for _, g := range groups {
		var others []Finding
		title := g.title + "\n"
		for _, f := range rest {
			if !strings.HasPrefix(f.ID, g.prefix) {
				others = append(others, f)
				continue
			}
			b.WriteString(title)
			title = ""
			writeFinding(&b, f)
		}
		if title == "" {
			b.WriteString("\n")
		}
		rest = others
	}
	b.WriteString(r.summary())
	_, err := io.WriteString(w, b.String())
	return err
}

func writeFinding(b *strings.Builder, f Finding) {
	fmt.Fprintf(b, "  %s %-8s %s\n", signs[f.Level], f.ID, oneLine(f.Message))
	if f.Fix != "" {
		fmt.Fprintf(b, "    %-8s %s\n", "", "→ "+oneLine(f.Fix))
	}
}

// oneLine keeps what a check says from looking like another line of the report.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

func (r Report) summary() string {
	if len(r.Findings) == 0 {
		return fmt.Sprintf("%s passed.\n", count(len(r.Passed), "check"))
	}
	return fmt.Sprintf("%s, %s, %s; %s passed. What they mean: %s\n", count(r.Count(Error), "error"),
		count(r.Count(Warning), "warning"), count(r.Count(Note), "note"), count(len(r.Passed), "check"), docs)
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
