// Package welcome asks for a name and greets: a form posted to a view, which
// redirects by route name to a page with the name in its path.
package welcome

import (
	"embed"
	"errors"
	"net/http"

	"github.com/combo-web/combo"
)

//go:embed *.html
var Templates embed.FS

// New returns the app.
func New() combo.App {
	return combo.App{Name: "welcome", URLs: URLs()}
}

// URLs are the seed's two routes and an upload beside them.
func URLs() combo.URLs {
	return combo.URLs{
		// A login.html that was opened from the disk belongs to no site, so the
		// form in it may post here only because this one route says so.
		combo.Path("login", login).Methods("GET", "POST").Name("login").AllowCrossSite(),
		combo.Get("success/<path:name>", success).Name("success"),
		combo.Post("upload", upload).Name("upload").MaxBody(8 << 20),
	}
}

// A page is what login.html shows: what was typed, and what is wrong with it.
type page struct {
	Name   string
	Errors combo.FieldErrors
	File   *combo.Upload
}

func login(r *http.Request) (*combo.Response, error) {
	name, err := typedName(r)
	switch {
	case err != nil:
		return nil, err
	case name == nil:
		return combo.Render(r, "login.html", page{})
	}
	return greet(r, *name)
}

// typedName returns the field nm of the form, or of the query if the form was
// sent with GET; nil if it was not sent at all.
func typedName(r *http.Request) (*string, error) {
	if r.Method == http.MethodPost {
		name, err := combo.Form(r, "nm", "")
		return &name, err
	}
	return combo.Query[*string](r, "nm", nil)
}

// greet sends the visitor on, or shows the form again with what is wrong.
func greet(r *http.Request, name string) (*combo.Response, error) {
	if message := checkName(name); message != "" {
		return refuse(r, name, message)
	}
	answer, err := combo.RedirectTo(r, "success", name)
	if errors.Is(err, combo.ErrNoReverse) {
		return refuse(r, name, "This name cannot stand in the address of a page.")
	}
	return answer, err
}

func checkName(name string) string {
	switch {
	case name == "":
		return "Please enter a name."
	case len([]rune(name)) > 150:
		return "Please enter at most 150 characters."
	}
	return ""
}

func refuse(r *http.Request, name, message string) (*combo.Response, error) {
	errs := combo.FieldErrors{{Field: "nm", Code: "invalid", Message: message}}
	return combo.Render(r, "login.html", page{Name: name, Errors: errs}, combo.Status(http.StatusUnprocessableEntity))
}

func success(r *http.Request) (*combo.Response, error) {
	return combo.Render(r, "success.html", combo.Param[string](r, "name"))
}

// An uploadForm is what the second form sends.
type uploadForm struct {
	File *combo.Upload `form:"file" check:"required"`
}

func upload(r *http.Request) (*combo.Response, error) {
	form, err := combo.Bind[uploadForm](r)
	if fields, ok := errors.AsType[combo.FieldErrors](err); ok {
		return combo.Render(r, "login.html", page{Errors: fields}, combo.Status(http.StatusUnprocessableEntity))
	}
	if err != nil {
		return nil, err
	}
	return combo.Render(r, "uploaded.html", form.File)
}
