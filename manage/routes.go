package manage

import (
	"context"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/combo-web/combo"
)

func (p *process) routesCommand() *command {
	flags := flagSet("routes")
	asJSON := flags.Bool("json", false, "write the routes as JSON")
	about := combo.Command{
		Name:  "routes",
		Usage: "[-json] [text]",
		Help:  "List the routes, all or those with a text in the pattern or the name.",
		Details: "The routes stand in the order in which they are tried: the first whose path and\n" +
			"method match answers. GET answers HEAD, too. A pattern that ends in * stands for\n" +
			"everything below it.",
	}
	return p.builtin(about, flags, 1, func(_ context.Context, rest []string) error {
		return p.routes(strings.Join(rest, ""), *asJSON)
	})
}

func (p *process) routes(text string, asJSON bool) error {
	site, err := p.site()
	if err != nil {
		return err
	}
	list := []route{}
	for _, info := range site.Routes() {
		if strings.Contains(info.Pattern, text) || strings.Contains(info.Name, text) {
			list = append(list, routeOf(info))
		}
	}
	switch {
	case asJSON:
		return p.writeJSON(map[string][]route{"routes": list})
	case len(list) == 0 && text != "":
		_, err = fmt.Fprintf(p.env.Stdout, "No route has %q in its pattern or name.\n", text)
	case len(list) == 0:
		_, err = fmt.Fprintln(p.env.Stdout, "The site has no routes.")
	default:
		err = p.writeRoutes(list)
	}
	return err
}

// A route is one line of the list.
type route struct {
	Methods []string `json:"methods"` // empty for any
	Pattern string   `json:"pattern"`
	Name    string   `json:"name,omitempty"`
	At      string   `json:"at"`
}

func routeOf(info combo.RouteInfo) route {
	r := route{Methods: []string{}, Pattern: info.Pattern, Name: info.Name, At: relative(info.At)}
	r.Methods = append(r.Methods, info.Methods...)
	if info.Mount {
		r.Pattern += "*"
	}
	return r
}

func (p *process) writeRoutes(list []route) error {
	w := tabwriter.NewWriter(p.env.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "METHODS\tPATTERN\tNAME\tFILE:LINE")
	for _, r := range list {
		methods := strings.Join(r.Methods, ",")
		if methods == "" {
			methods = "any"
		}
		name := r.Name
		if name == "" {
			name = "-"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", methods, r.Pattern, name, r.At)
	}
	return w.Flush()
}
