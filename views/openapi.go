package views

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"sync/atomic"
	"time"

	"github.com/google/jsonschema-go/jsonschema"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/headers"
	marshal "github.com/combo-web/combo/internal/json"
)

// An OpenAPIConfig says of a document what the routes do not.
type OpenAPIConfig struct {
	// Title names the API. Defaults to "API".
	Title string
	// Version is that of the API, not of OpenAPI. Defaults to "1".
	Version string
	// Description is text in CommonMark. Defaults to none.
	Description string
	// Servers are the addresses that the API is reached at, as in
	// "https://api.example.com". Defaults to [combo.Config.BaseURL] or, without
	// one, to where the site stands on the host of the document: "/", or where it
	// is mounted.
	Servers []string
	// Schemes are the ways in which clients say who they are, by names that
	// Security and [Doc.Security] use. Defaults to none.
	Schemes map[string]SecurityScheme
	// Security are the schemes that let a client in, one of which is enough, for
	// all operations whose Doc does not say. Defaults to none.
	Security []string
	// Types are the JSON Schemas, as JSON, of types that make their own JSON, and
	// of others whose schema is to be another. Defaults to what the type tells.
	Types map[reflect.Type]json.RawMessage
	// Skip leaves routes out; the Endpoint of those with an [API] has a [Doc].
	// Defaults to leaving none out but those that are hidden by their Doc.
	Skip func(combo.RouteInfo) bool
}

// A SecurityScheme is one way in which clients say who they are: a field of the
// Security Scheme Object of OpenAPI each.
type SecurityScheme struct {
	// Type is "http", "apiKey", "mutualTLS" or "openIdConnect". Required.
	Type string `json:"type"`
	// Description is text in CommonMark. Defaults to none.
	Description string `json:"description,omitempty"`
	// Scheme is that of the Authorization field, for "http": "basic", "bearer".
	Scheme string `json:"scheme,omitempty"`
	// BearerFormat tells people what a bearer token is: "JWT". Defaults to none.
	BearerFormat string `json:"bearerFormat,omitempty"`
	// In is where an API key stands: "header", "query" or "cookie".
	In string `json:"in,omitempty"`
	// Name is that of the header field, parameter or cookie with the API key.
	Name string `json:"name,omitempty"`
	// OpenIDConnectURL is where a provider describes itself.
	OpenIDConnectURL string `json:"openIdConnectUrl,omitempty"`
}

// OpenAPI makes a view that answers with an OpenAPI 3.1 document of the site: of
// its routes with an [API]. Route it where the document is to be found, as in
//
//	combo.Get("openapi.json", views.OpenAPI(views.OpenAPIConfig{Title: "Blog"}))
//
// The document is made on first use and kept. It has an ETag, so that a client
// that has it gets a 304. It tells every client of every operation: Skip and
// Doc.Hidden leave out what is not for all, and a wrapper guards the whole.
//
// A route of a regular expression is not in it, since OpenAPI cannot write its
// address, nor are those of mounted sites. [combo.New] reports a scheme in
// config.Security that config does not have; one in a Doc is an error of the first
// request.
func OpenAPI(config OpenAPIConfig) *combo.Endpoint {
	var kept atomic.Pointer[document]
	view := func(r *http.Request) (*combo.Response, error) {
		site, root := combo.SiteOf(r), rootOf(r)
		d := kept.Load()
		if d == nil || d.site != site || d.root != root {
			var err error
			if d, err = newDocument(config, site, root); err != nil {
				return nil, err
			}
			kept.Store(d)
		}
		return d.answer(r)
	}
	return &combo.Endpoint{
		View: view, Methods: []string{http.MethodGet},
		Check: func(combo.RouteInfo) error { return config.check() },
	}
}

func (c OpenAPIConfig) check() error {
	_, err := c.requirements(c.Security)
	if err != nil {
		err = fmt.Errorf("OpenAPIConfig.Security: %w", err)
	}
	_, wrong := c.parseTypes()
	return errors.Join(err, wrong)
}

// parseTypes reads the schemas that the site gives itself.
func (c OpenAPIConfig) parseTypes() (map[reflect.Type]*jsonschema.Schema, error) {
	parsed := map[reflect.Type]*jsonschema.Schema{}
	var mistakes []error
	for t, text := range c.Types {
		var schema jsonschema.Schema
		if err := json.Unmarshal(text, &schema); err != nil {
			mistakes = append(mistakes, fmt.Errorf("OpenAPIConfig.Types: %s: %w", t, err))
		}
		parsed[t] = &schema
	}
	return parsed, errors.Join(mistakes...)
}

// A document is what was made for a site, and for where it stands: one of several
// places, if it is mounted at several.
type document struct {
	site *combo.Site
	root string
	text []byte
	etag string
}

func newDocument(config OpenAPIConfig, site *combo.Site, root string) (*document, error) {
	described, err := describeSite(config, site, root)
	if err != nil {
		return nil, err
	}
	text, err := marshal.Marshal(described)
	if err != nil {
		return nil, err
	}
	return &document{site, root, text, headers.ETagOf(text).String()}, nil
}

// answer sends the document, or a 304 to those who have it. Its time is not known,
// so that no date is compared with it.
func (d *document) answer(r *http.Request) (*combo.Response, error) {
	fields := []combo.Option{combo.SetHeader("ETag", d.etag), combo.SetHeader("Cache-Control", "no-cache")}
	known := headers.Validators{ETag: d.etag}
	switch known.Check(r.Method, r.Header, time.Now()) {
	case http.StatusNotModified:
		return combo.Bytes(typeJSON, nil, append(fields, combo.Status(http.StatusNotModified))...)
	case http.StatusPreconditionFailed:
		return nil, combo.Errorf(http.StatusPreconditionFailed, "The document is not the one that you have.")
	}
	return combo.Bytes(typeJSON, d.text, fields...)
}
