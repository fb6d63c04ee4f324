// Package tasks is what every server of the comparison answers: the same texts,
// the same value as JSON, the same routes.
package tasks

import (
	"fmt"
	"slices"
)

// Text is the answer of /plaintext.
const Text = "Hello, World!"

// A Person is a row as an application has many.
type Person struct {
	ID      int      `json:"id"`
	Name    string   `json:"name"`
	Email   string   `json:"email"`
	Active  bool     `json:"active"`
	Friends []string `json:"friends"`
}

// NewPerson returns the value that /json answers. Servers call it for each
// request, as a view that reads a row would.
func NewPerson() Person {
	return Person{7, "Ada Lovelace", "ada@example.com", true, []string{"Grace", "Edsger", "Barbara"}}
}

// JSON is the body of /json.
const JSON = `{"id":7,"name":"Ada Lovelace","email":"ada@example.com","active":true,"friends":["Grace","Edsger","Barbara"]}`

// The content types of the answers. Servers that add a charset to JSON by
// themselves are told not to.
const (
	TypeText = "text/plain; charset=utf-8"
	TypeJSON = "application/json"
	TypeHTML = "text/html; charset=utf-8"
)

// A Task is a kind of request that is measured.
type Task struct {
	Name string
	// Requests are sent in turn, over and over.
	Requests []Request
	// Gzip tells that the client accepts compressed answers. Stacks compress them.
	Gzip bool
}

// A Request is a path and what must come back for it.
type Request struct {
	Path, Type, Body string
}

// RouteCount is how many routes a server has besides /plaintext, /json and
// /page.
const RouteCount = 1000

// All returns the tasks. That of the parameters goes through the resources of
// the whole list of routes: a server that tries one route after the other pays
// for the average, not for the first or the last.
func All() []Task {
	return []Task{
		{Name: "plaintext", Requests: []Request{{"/plaintext", TypeText, Text}}},
		{Name: "json", Requests: []Request{{"/json", TypeJSON, JSON}}},
		{Name: "parameter", Requests: ParameterRequests(RouteCount)},
		{Name: "page", Requests: []Request{{"/page", TypeHTML, Page}}, Gzip: true},
	}
}

// Claimed are the tasks about which something is claimed: on the page, stacks do a
// work that others leave out.
func Claimed() []Task { return All()[:3] }

// Choose returns the tasks of the names, all if there are none.
func Choose(names ...string) ([]Task, error) {
	if len(names) == 0 {
		return All(), nil
	}
	var list []Task
	for _, name := range names {
		i := slices.IndexFunc(All(), func(t Task) bool { return t.Name == name })
		if i < 0 {
			return nil, fmt.Errorf("there is no task %q", name)
		}
		list = append(list, All()[i])
	}
	return list, nil
}
