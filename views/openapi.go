package views

import (
	"net/http"
	"reflect"
	"sync/atomic"

	"github.com/google/jsonschema-go/jsonschema"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/headers"
	"github.com/combo-web/combo/internal/json"
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
	// one, to where the document lies.
	Servers []string
	// Schemes are the ways in which clients say who they are, by names that
	// Security and [Doc.Security] use. Defaults to none.
	Schemes map[string]SecurityScheme
	// Security are the schemes that let a client in, one of which is enough, for
	// all operations whose Doc does not say. Defaults to none.
	Security []string
	// Schemas are the schemas of types that make their own JSON, and of others
	// whose schema is to be another. Defaults to what the type tells.
	Schemas map[reflect.Type]*jsonschema.Schema
	// Skip leaves routes out. Defaults to leaving none out but those that are
	// hidden by their Doc.
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
// address, nor are those of mounted sites. A scheme that Config does not have is
// an error of the first request.
func OpenAPI(config OpenAPIConfig) combo.View {
	var kept atomic.Pointer[document]
	return func(r *http.Request) (*combo.Response, error) {
		site := combo.SiteOf(r)
		d := kept.Load()
		if d == nil || d.site != site {
			var err error
			if d, err = newDocument(config, site); err != nil {
				return nil, err
			}
			kept.Store(d)
		}
		return d.answer(r)
	}
}

// A document is what was made for a site.
type document struct {
	site *combo.Site
	text []byte
	etag string
}

func newDocument(config OpenAPIConfig, site *combo.Site) (*document, error) {
	described, err := describeSite(config, site)
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(described)
	if err != nil {
		return nil, err
	}
	return &document{site, text, headers.ETagOf(text).String()}, nil
}

// answer sends the document, or a 304 to those who have it.
func (d *document) answer(r *http.Request) (*combo.Response, error) {
	fields := []combo.Option{combo.SetHeader("ETag", d.etag), combo.SetHeader("Cache-Control", "no-cache")}
	tag := headers.ParseETag(d.etag)
	for _, sent := range r.Header["If-None-Match"] {
		if headers.ParseETags(sent).MatchWeak(tag) {
			return combo.Bytes(typeJSON, nil, append(fields, combo.Status(http.StatusNotModified))...)
		}
	}
	return combo.Bytes(typeJSON, d.text, fields...)
}
