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
	Pairs   *record.Pairs
	Inproc  *record.Inproc
	ORM     *record.ORM
}

// Load reads the results of a folder.
func Load(folder string) (d Data, err error) {
	var err1, err2, err3, err4 error
	d.Servers, err1 = load[record.Servers](folder, record.ServersFile)
	d.Pairs, err2 = load[record.Pairs](folder, record.PairsFile)
	d.Inproc, err3 = load[record.Inproc](folder, record.InprocFile)
	d.ORM, err4 = load[record.ORM](folder, record.ORMFile)
	return d, errors.Join(err1, err2, err3, err4)
}

// load reads one file; nil if it is not there.
func load[T any](folder, name string) (*T, error) {
	v := new(T)
	err := record.Load(folder, name, v)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return v, err
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
		d.Pairs == nil && (kind == "pairs" || kind == "pairs-setup"),
		d.Inproc == nil && (kind == "requests" || kind == "router" || kind == "inproc-setup"),
		d.ORM == nil && strings.HasPrefix(kind, "orm"):
		return "\nNot measured yet.\n\n", nil
	case kind == "claims":
		return claimsTable(d), nil
	case kind == "setup":
		return setupText(d.Servers), nil
	case kind == "versions":
		return versionsTable(d.Servers), nil
	case kind == "servers":
		return ServersTable(d.Servers, of), nil
	case kind == "pairs-setup":
		return pairsSetup(d.Pairs), nil
	case kind == "pairs":
		return pairsTable(d.Pairs), nil
	case kind == "inproc-setup":
		return inprocSetup(d.Inproc), nil
	case kind == "requests":
		return requestsTable(d.Inproc), nil
	case kind == "orm-setup":
		return ormSetup(d.ORM), nil
	case kind == "orm-claims":
		return ormClaims(d.ORM), nil
	case kind == "orm":
		return ormTable(d.ORM, of), nil
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
