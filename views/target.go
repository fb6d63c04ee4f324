package views

import (
	"net/http"

	"github.com/combo-web/combo"
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
// as "/posts/", or a [Place].
type Target interface{ string | Place }

// redirect answers with the way to a target.
func redirect(r *http.Request, target any) (*combo.Response, error) {
	if route, ok := target.(Place); ok {
		return combo.RedirectTo(r, route.Name, route.Args...)
	}
	return combo.Redirect(target.(string))
}
