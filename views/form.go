package views

import (
	"context"
	"errors"
	"net/http"
	"reflect"
	"slices"

	"github.com/combo-web/combo"
)

// Form makes a view that shows a form and takes it. GET renders the template
// with an empty [FormData], called form. POST fills the input, calls the function
// and redirects (303) to the [Target] that it returns.
//
// If fields are wrong the function is not called, and the template is rendered
// again with what was typed and what is wrong with it, with the status 422. The
// same happens if the function itself returns [combo.FieldErrors]: a name that is
// taken. Every other error is a page of its own, also one around field errors, as
// in combo.Errorf(409, …).Because(wrong).
//
// Only fields of the input are filled, so a client cannot set what the form does
// not have. A route of [combo.Path] answers GET and POST; one of POST alone is
// for a form that another page shows.
func Form[In any, Next Target](template string, f func(ctx context.Context, in In) (Next, error)) *combo.Endpoint {
	read, form := reader[In](), formOf(reflect.TypeFor[In]())
	take := func(r *http.Request) (*combo.Response, error) {
		in, err := read(r)
		if err != nil {
			return nil, err
		}
		next, err := f(r.Context(), in)
		if err != nil {
			return nil, err
		}
		return redirect(r, next)
	}
	view := func(r *http.Request) (*combo.Response, error) {
		if r.Method != http.MethodPost {
			return combo.Render(r, template, formPage(FormData{}))
		}
		answer, err := take(r)
		if wrong := onlyWrong(err); len(wrong) > 0 {
			return combo.Render(r, template, formPage(form.again(r, wrong)), combo.Status(http.StatusUnprocessableEntity))
		}
		return answer, err
	}
	e := endpoint[In, Next](view, func(route combo.RouteInfo) error {
		return errors.Join(checkFunction(f == nil), checkTemplate(template), checkPost(route), checkInput(reflect.TypeFor[In](), route))
	})
	e.Methods = []string{http.MethodGet, http.MethodPost}
	return e
}

// onlyWrong returns the field errors of an error that is nothing else besides.
func onlyWrong(err error) combo.FieldErrors {
	if _, other := errors.AsType[*combo.Error](err); other {
		return nil
	}
	wrong, _ := errors.AsType[combo.FieldErrors](err)
	return wrong
}

// checkPost finds a route that a form cannot be sent to, or that would show the
// form to methods that are none of a form.
func checkPost(route combo.RouteInfo) error {
	if !slices.Contains(route.Methods, http.MethodPost) {
		return errors.New("a form is sent with POST, which the route does not answer; use combo.Path")
	}
	for _, m := range route.Methods {
		if m != http.MethodGet && m != http.MethodHead && m != http.MethodPost {
			return errors.New("a form is shown with GET and sent with POST, not with " + m)
		}
	}
	return nil
}

func formPage(data FormData) map[string]any { return map[string]any{"form": data} }

// FormData is what the template of a [Form] sees, under the name form. Its maps
// are empty while the form has not been sent.
type FormData struct {
	// Values is what was typed, by the name of the input; of several values the
	// first. Files are not in it, since no page can fill them in again. What was
	// typed into a password field is in it: the template should not show it.
	Values map[string]string
	// Lists is what was typed or chosen, all values of a name.
	Lists map[string][]string
	// Errors are the messages by the name of the input.
	Errors map[string][]string
	// NonFieldErrors are the messages that belong to no input of the form.
	NonFieldErrors []string
}
