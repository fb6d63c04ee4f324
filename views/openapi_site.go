package views

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/internal/suggest"
)

var errNoSite = errors.New("views.OpenAPI: the request does not come through a Site")

// describeSite makes the document of a site.
func describeSite(config OpenAPIConfig, site *combo.Site, root string) (*openAPI, error) {
	if site == nil {
		return nil, errNoSite
	}
	own, err := config.parseTypes()
	if err != nil {
		return nil, err
	}
	d := &describer{
		config: config, site: site.Config(), root: root, schemas: newSchemas(own),
		paths: map[string]pathItem{}, shapes: map[string]address{}, errors: map[string]response{}, names: map[string]int{}, ids: map[string]bool{},
	}
	security, err := config.requirements(config.Security)
	if err != nil {
		return nil, fmt.Errorf("OpenAPIConfig.Security: %w", err)
	}
	routes := anyHostFirst(site.Routes())
	d.countNames(routes)
	for _, route := range routes {
		if err := d.add(route); err != nil {
			return nil, fmt.Errorf("describe the route %s: %w", route.Pattern, err)
		}
	}
	if err := errors.Join(d.schemas.errs...); err != nil {
		return nil, err
	}
	return d.whole(security), nil
}

// anyHostFirst moves routes of certain hosts to the end: one that answers every
// host is what an address stands for, where OpenAPI has room for one alone.
func anyHostFirst(routes []combo.RouteInfo) []combo.RouteInfo {
	slices.SortStableFunc(routes, func(a, b combo.RouteInfo) int {
		return cmp.Compare(strings.Index(a.Pattern, "/"), strings.Index(b.Pattern, "/"))
	})
	return routes
}

// A describer collects what a document says.
type describer struct {
	config  OpenAPIConfig
	site    combo.Config
	root    string // where the site stands
	schemas *schemas
	paths   map[string]pathItem
	shapes  map[string]address  // of the paths
	errors  map[string]response // shared by the operations
	names   map[string]int      // how many operations have the name of a route
	ids     map[string]bool     // operationIds that are taken
}

func (d *describer) whole(security []requirement) *openAPI {
	all := d.schemas.named(problemName, fieldErrorName)
	addProblem(all)
	return &openAPI{
		OpenAPI:  "3.1.1",
		Info:     info{cmp.Or(d.config.Title, "API"), cmp.Or(d.config.Version, "1"), d.config.Description},
		Servers:  d.servers(),
		Paths:    d.paths,
		Security: security,
		Components: components{
			Schemas: all, Responses: d.errors, SecuritySchemes: d.config.Schemes,
		},
	}
}

func (d *describer) servers() []server {
	addresses := d.config.Servers
	switch {
	case len(addresses) > 0:
	case d.site.BaseURL != "":
		addresses = []string{d.site.BaseURL}
	case d.root != "":
		addresses = []string{d.root}
	}
	var list []server
	for _, address := range addresses {
		list = append(list, server{URL: strings.TrimSuffix(address, "/")})
	}
	return list
}

// countNames finds out which names stand for several operations.
func (d *describer) countNames(routes []combo.RouteInfo) {
	for _, route := range routes {
		if operationIn(route) != nil {
			d.names[route.Name] += len(methodsOf(route))
		}
	}
}

// add describes a route, if it is one of an API. Of two operations at one address
// the first is described.
func (d *describer) add(route combo.RouteInfo) error {
	o := operationIn(route)
	if o == nil || o.doc.Hidden || d.config.Skip != nil && d.config.Skip(route) {
		return nil
	}
	address, ok := templateOf(route)
	if !ok {
		return nil
	}
	if first, ok := d.shapes[address.shape()]; ok {
		address = address.as(first)
	}
	item := d.paths[address.path]
	if item == nil {
		item = pathItem{}
	}
	for _, method := range methodsOf(route) {
		key := strings.ToLower(method)
		if item[key] != nil {
			continue
		}
		described, err := d.operation(o, route, address, method)
		if err != nil {
			return err
		}
		item[key], d.paths[address.path], d.shapes[address.shape()] = described, item, address
	}
	return nil
}

// operationIn returns the operation of a route, nil if it has none. The Doc tells
// an API from a page.
func operationIn(route combo.RouteInfo) *operation {
	e := route.Endpoint
	if e == nil || e.In == nil || e.Out == nil {
		return nil
	}
	doc, ok := e.Doc.(Doc)
	if !ok {
		return nil
	}
	return operationOf(e.In, e.Out, doc)
}

// describable are the methods that OpenAPI 3.1 has a place for, but for HEAD and
// OPTIONS, which answer by themselves.
var describable = []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodTrace}

// methodsOf lists the methods of a route that are described.
func methodsOf(route combo.RouteInfo) []string {
	if route.Methods == nil {
		return describable[:5] // those of combo.Path
	}
	return slices.DeleteFunc(slices.Clone(route.Methods), func(m string) bool { return !slices.Contains(describable, m) })
}

func (d *describer) operation(o *operation, route combo.RouteInfo, address address, method string) (*operationObject, error) {
	made := &operationObject{
		OperationID: d.operationID(route, address, method), Summary: o.doc.Summary, Description: o.doc.Description,
		Tags: o.doc.Tags, Deprecated: o.doc.Deprecated,
		Parameters: d.parameters(o, route, address),
		Responses:  d.responses(o, route, method),
		Servers:    address.servers(d.scheme()),
	}
	if bringsBody(method) {
		made.RequestBody = d.requestBody(o)
	}
	if o.doc.Security != nil {
		security, err := d.config.requirements(o.doc.Security)
		if err != nil {
			return nil, fmt.Errorf("Doc.Security: %w", err)
		}
		made.Security = &security
	}
	return made, nil
}

// scheme is that of the addresses of routes with a host of their own.
func (d *describer) scheme() string {
	scheme, _, _ := strings.Cut(d.site.BaseURL, "://")
	return cmp.Or(scheme, "https")
}

// operationID is the name of the route, with the method if there are several of
// the name, and made of method and path if it has none. It is unique.
func (d *describer) operationID(route combo.RouteInfo, address address, method string) string {
	id := route.Name
	switch {
	case id == "":
		id = strings.ToLower(method) + "-" + strings.Join(strings.FieldsFunc(address.path, isNoWord), "-")
	case d.names[id] > 1:
		id += "-" + strings.ToLower(method)
	}
	id = strings.TrimSuffix(id, "-")
	unique := id
	for n := 2; d.ids[unique]; n++ {
		unique = id + "-" + strconv.Itoa(n)
	}
	d.ids[unique] = true
	return unique
}

func isNoWord(r rune) bool {
	return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_')
}

// requirements says that one of the schemes is enough.
func (c OpenAPIConfig) requirements(names []string) ([]requirement, error) {
	list := []requirement{}
	for _, name := range names {
		if _, ok := c.Schemes[name]; !ok {
			known := slices.Sorted(maps.Keys(c.Schemes))
			return nil, fmt.Errorf("there is no scheme %q in OpenAPIConfig.Schemes%s", name, suggest.DidYouMean(name, known))
		}
		list = append(list, requirement{name: {}})
	}
	return list, nil
}
