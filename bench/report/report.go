// Package report writes the tables of docs/benchmarks.md from the results, so that
// no figure in it is copied by hand.
package report

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/combo-web/combo/bench/record"
)

// Data is all that was measured; nil stands for what was not.
type Data struct {
	Servers *record.Servers
	Inproc  *record.Inproc
}

// Load reads the results of a folder.
func Load(folder string) (Data, error) {
	var d Data
	var s record.Servers
	var p record.Inproc
	err1 := record.Load(folder, record.ServersFile, &s)
	if err1 == nil {
		d.Servers = &s
	}
	err2 := record.Load(folder, record.InprocFile, &p)
	if err2 == nil {
		d.Inproc = &p
	}
	return d, errors.Join(missing(err1), missing(err2))
}

// missing forgives that a file is not there.
func missing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// The marks around a table in the page:
//
//	<!-- bench: servers plaintext -->
//	<!-- end -->
const (
	opening = "<!-- bench: "
	closing = " -->"
	end     = "<!-- end -->"
)

// Page returns the page with all its tables made anew.
func Page(page string, d Data) (string, error) {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(page, opening)
		b.WriteString(before)
		if !found {
			return b.String(), nil
		}
		name, rest, ok := strings.Cut(rest, closing+"\n")
		_, after, ended := strings.Cut(rest, end)
		if !ok || !ended {
			return "", fmt.Errorf("the table that begins with %q has no end %q", opening+firstLine(name), end)
		}
		table, err := d.table(name)
		if err != nil {
			return "", err
		}
		b.WriteString(opening + name + closing + "\n" + table + end)
		page = after
	}
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}

// table makes one table by its name.
func (d Data) table(name string) (string, error) {
	kind, of, _ := strings.Cut(name, " ")
	switch {
	case d.Servers == nil && (kind == "servers" || kind == "setup" || kind == "versions"),
		d.Inproc == nil && (kind == "requests" || kind == "router"):
		return "\nNot measured yet.\n\n", nil
	case kind == "claims":
		return claimsTable(d), nil
	case kind == "setup":
		return setupText(d.Servers), nil
	case kind == "versions":
		return versionsTable(d.Servers), nil
	case kind == "servers":
		return ServersTable(d.Servers, of), nil
	case kind == "requests":
		return requestsTable(d.Inproc), nil
	case kind == "router":
		return routerTable(d.Inproc, of), nil
	}
	return "", fmt.Errorf("there is no table %q", name)
}

// A grid is a Markdown table. Its first column is text, the others are numbers.
type grid struct{ rows [][]string }

func (g *grid) add(cells ...string) { g.rows = append(g.rows, cells) }

func (g *grid) String() string {
	var b strings.Builder
	b.WriteByte('\n')
	for i, row := range g.rows {
		fmt.Fprintf(&b, "| %s |\n", strings.Join(row, " | "))
		if i == 0 {
			b.WriteString("|---" + strings.Repeat("|--:", len(row)-1) + "|\n")
		}
	}
	b.WriteByte('\n')
	return b.String()
}
