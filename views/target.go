package views

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/internal/redact"
)

// A Place names a route of the site, for functions that do not see the request:
// where a [Form] leads, and what [Located] answers are. [To] makes it. The zero
// value names none.
type Place struct {
	// Name is the route's name with its namespaces, as in "blog:post".
	Name string
	// Args are the arguments of its URL: see [combo.URL].
	Args []any
}

// To returns the route of that name: views.To("post", post.ID).
func To(name string, args ...any) Place { return Place{name, args} }

// A Target is where a [Form] leads once it was taken: a path of this site, such
// as "/posts/", or a [Place]. A Place that the site does not have is noted in the
// log, and the browser is led to the page at the form's own address, or stays where
// it is (204): what the function did is done.
type Target interface{ string | Place }

// redirect answers with the way to a target.
func redirect(r *http.Request, target any) (*combo.Response, error) {
	route, ok := target.(Place)
	if !ok {
		return combo.Redirect(target.(string))
	}
	answer, err := combo.RedirectTo(r, route.Name, route.Args...)
	if err != nil {
		logMistake(r, fmt.Errorf("where the form leads: %w", err))
		return redirectBack(r)
	}
	return answer, nil
}

// redirectBack leads to the page at the form's own address. If there is none, the
// browser stays where it is.
func redirectBack(r *http.Request) (*combo.Response, error) {
	here, err := currentAddress(r)
	if err != nil {
		return nil, err
	}
	if _, err := combo.SiteOf(r).Resolve(http.MethodGet, combo.Host(r), r.URL.Path); err != nil {
		return combo.NoContent()
	}
	return combo.Redirect(here.RequestURI())
}

// currentAddress is the address of the request, with what stands in front of the
// site.
func currentAddress(r *http.Request) (*url.URL, error) {
	address, err := combo.AbsoluteURL(r, "")
	if err != nil {
		return nil, err
	}
	return url.Parse(address)
}

// rootOf returns where the site stands below its host, "" if nowhere, as it is
// written in an address.
func rootOf(r *http.Request) string {
	here, err := currentAddress(r)
	if err != nil {
		return ""
	}
	root := url.URL{Path: strings.TrimSuffix(here.Path, r.URL.Path)}
	return root.EscapedPath()
}

// logMistake notes a mistake of the program that the client is not told.
func logMistake(r *http.Request, err error) {
	combo.SiteOf(r).Config().Log.ErrorContext(r.Context(), "the answer is not complete",
		"method", r.Method, "path", redact.Clip(r.URL.Path), "request", combo.RequestID(r), "error", err)
}
