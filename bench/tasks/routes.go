package tasks

import (
	"fmt"
	"strings"
)

// A Route is one address of a list: segments, of which those in braces are
// parameters, as net/http writes them.
type Route struct {
	// Pattern is as in "/orders/{id}/edit".
	Pattern string
	// Param is the parameter that the answer consists of, the last one; "" if the
	// route has none and answers with [Text].
	Param string
}

// shapes are the addresses that an application has for each of its resources. No
// two of them match the same path, except where all routers take the literal one
// ("new") or the first.
var shapes = []string{
	"/%s",
	"/%s/new",
	"/%s/{id}",
	"/%s/{id}/edit",
	"/%s/{id}/comments",
	"/%s/{id}/comments/{comment}",
	"/%s/{id}/history/{version}",
	"/archive/%s/{year}/{month}",
	"/api/v1/%s",
	"/api/v1/%s/{id}",
}

// Routes returns a list of n routes, a multiple of ten up to 10,000.
func Routes(n int) []Route { return routes(n, resource) }

// NumberedRoutes returns a list of n routes of the same shapes, whose resources are
// resource-0, resource-1 and so on: the list of the kernel's own benchmark.
func NumberedRoutes(n int) []Route {
	return routes(n, func(i int) string { return fmt.Sprintf("resource-%d", i) })
}

func routes(n int, resource func(i int) string) []Route {
	var list []Route
	for i := range n / len(shapes) {
		for _, shape := range shapes {
			pattern := fmt.Sprintf(shape, resource(i))
			list = append(list, Route{pattern, lastParam(pattern)})
		}
	}
	return list
}

var (
	nouns = strings.Fields("accounts albums articles books cities comments contacts coupons devices events files friends " +
		"groups images invoices issues items jobs labels lists mails members messages notes orders pages payments photos " +
		"players posts products profiles projects reviews songs tasks teams tickets users venues")
	owners = strings.Fields("- my team company customer dealer editor family guest holiday junior local master night office " +
		"partner public region school senior shop summer supplier travel winter")
)

// resource names the i-th resource: "orders", later "team-orders".
func resource(i int) string {
	noun, owner := nouns[i%len(nouns)], owners[i/len(nouns)]
	if owner == "-" {
		return noun
	}
	return owner + "-" + noun
}

func lastParam(pattern string) string {
	open := strings.LastIndexByte(pattern, '{')
	if open < 0 {
		return ""
	}
	name, _, _ := strings.Cut(pattern[open+1:], "}")
	return name
}

// Segments returns the pattern with its parameters as a router writes them:
// Segments(":%s") makes "/orders/:id/edit".
func (r Route) Segments(param string) string {
	segments := strings.Split(r.Pattern, "/")
	for i, s := range segments {
		if name, ok := strings.CutPrefix(s, "{"); ok {
			segments[i] = fmt.Sprintf(param, strings.TrimSuffix(name, "}"))
		}
	}
	return strings.Join(segments, "/")
}

// ParameterRequests asks for a comment of each resource.
func ParameterRequests(n int) []Request {
	var list []Request
	for i := range n / len(shapes) {
		comment := fmt.Sprint(1000 + i)
		list = append(list, Request{fmt.Sprintf("/%s/%d/comments/%s", resource(i), 17+i, comment), TypeText, comment})
	}
	return list
}

// Answer returns what the route answers: its parameter, read by param, or [Text].
func (r Route) Answer(param func(name string) string) string {
	if r.Param == "" {
		return Text
	}
	return param(r.Param)
}
