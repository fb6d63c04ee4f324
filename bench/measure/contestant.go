// Package measure drives the servers of the comparison: it starts them, asks
// whether their answers are right, lets wrk at them, and reads what they used.
package measure

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/combo-web/combo/bench/serve"
)

// A Contestant is a server in one of its forms: "chi", or "chi+stack" within its
// middleware.
type Contestant struct {
	Name  string
	Stack bool
	// Module is what the version is looked up by: a Go module, or a Python one.
	Module string
	// Python is the application as gunicorn names it; "" for a program in Go.
	Python string
}

// Contestants are all that are compared; the first is what the others are
// compared with.
var Contestants = []Contestant{
	{Name: Base},
	{Name: "combo"},
	{Name: "chi", Module: "github.com/go-chi/chi/v5"},
	{Name: "gin", Module: "github.com/gin-gonic/gin"},
	{Name: "echo", Module: "github.com/labstack/echo/v5"},
	{Name: "fiber", Module: "github.com/gofiber/fiber/v3"},
	{Name: "combo" + withStack, Stack: true},
	{Name: "chi" + withStack, Stack: true},
	{Name: "gin" + withStack, Stack: true},
	{Name: "echo" + withStack, Stack: true},
	{Name: "flask", Python: "flask_app:app", Module: "flask"},
	{Name: "django", Python: "django_app:app", Module: "django"},
	{Name: "django" + withStack, Stack: true, Python: "django_app:app"},
}

// Base is the contestant that the others are compared with.
const Base = "nethttp"

const withStack = "+stack"

// Choose returns the contestants of the names, in the order of [Contestants], the
// base among them; all if there are no names.
func Choose(names ...string) ([]Contestant, error) {
	if len(names) == 0 {
		return slices.Clone(Contestants), nil
	}
	for _, name := range names {
		if !slices.ContainsFunc(Contestants, func(c Contestant) bool { return c.Name == name }) {
			return nil, fmt.Errorf("there is no server %q", name)
		}
	}
	return slices.DeleteFunc(slices.Clone(Contestants), func(c Contestant) bool {
		return c.Name != Base && !slices.Contains(names, c.Name)
	}), nil
}

// program is the name of its folder below servers.
func (c Contestant) program() string { return strings.TrimSuffix(c.Name, withStack) }

// logs tells whether the server writes an access log: gunicorn's would be another
// program's.
func (c Contestant) logs() bool { return c.Stack && c.Python == "" }

// command is what starts the server: one process for one core.
func (c Contestant) command(places Places) []string {
	if c.Python == "" {
		return []string{filepath.Join(places.Programs, c.program())}
	}
	return []string{"gunicorn", "--chdir", places.Python, "--bind", fmt.Sprintf("fd://%d", inherited),
		"--workers", "1", "--timeout", "120", "--log-level", "warning", c.Python}
}

// environment is what the driver tells the server.
func (c Contestant) environment(places Places) []string {
	list := []string{"GOMAXPROCS=1", "PYTHONDONTWRITEBYTECODE=1", serve.Socket + "=" + fmt.Sprint(inherited),
		serve.Routes + "=" + places.Routes,
		serve.Page + "=" + places.Page}
	if c.Stack {
		list = append(list, serve.Stack+"=1", serve.Log+"="+cmp.Or(places.Log, "/dev/null"))
	}
	return list
}

// inherited is the listening socket in the server.
const inherited = 3

// Places are where the driver keeps its files.
type Places struct {
	Programs string // the folder with the built servers
	Python   string // the folder servers/python
	Routes   string // the list of routes, one a line
	Page     string // what /page answers
	Log      string // the access log of the server that runs
	Script   string // wrk's
}

// of are the places of the i-th of servers that run at the same time: each has an
// access log of its own.
func (p Places) of(i int) Places {
	if i > 0 {
		p.Log = fmt.Sprintf("%s.%d", p.Log, i)
	}
	return p
}
