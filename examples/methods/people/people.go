// Package people keeps a list of people: one resource with GET, POST, PUT,
// PATCH, DELETE, HEAD and OPTIONS on a database table, answered as JSON, HTML or
// XML by what the client accepts.
package people

import (
	"context"
	"embed"
	"errors"
	"net/http"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/orm"
)

//go:embed *.html
var Templates embed.FS

// People are the views; they hold what they need.
type People struct {
	db *orm.DB
}

// New returns the app on a database, whose table is made when the site starts.
func New(db *orm.DB) combo.App {
	return combo.App{
		Name:   "people",
		URLs:   People{db}.URLs(),
		Models: orm.Models(Table),
		Start:  func(ctx context.Context) error { return create(ctx, db) },
		Stop:   func(context.Context) error { return db.Close() },
	}
}

// URLs map the list and the single person. HEAD and OPTIONS answer by themselves.
func (p People) URLs() combo.URLs {
	return combo.URLs{
		combo.Get("people/", p.list).Name("people"),
		combo.Post("people/", p.add),
		combo.Get("people/<int:id>/", p.show).Name("person"),
		combo.Put("people/<int:id>/", p.replace),
		combo.Patch("people/<int:id>/", p.change),
		combo.Delete("people/<int:id>/", p.remove),
		// Forms in HTML know GET and POST only.
		combo.Post("people/<int:id>/remove/", p.remove).Name("remove"),
	}
}

// A page is what people.html shows.
type page struct {
	People []Person
	Typed  typed
	Errors combo.FieldErrors
}

// typed is what stands in the form again after a mistake, right or wrong.
type typed struct {
	Name string `form:"name"`
	Age  string `form:"age"`
}

// An input is what a client says of a person. Only these fields can be set.
type input struct {
	Name string `form:"name" json:"name" xml:"name" check:"required,max=100"`
	Age  *int   `form:"age" json:"age" xml:"age" check:"required,min=0,max=150"`
}

// A change is an input of which all may be left out.
type change struct {
	Name *string `form:"name" json:"name" xml:"name" check:"min=1,max=100"`
	Age  *int    `form:"age" json:"age" xml:"age" check:"min=0,max=150"`
}

func (p People) list(r *http.Request) (*combo.Response, error) {
	people, err := Table.On(p.db).All(r.Context())
	if err != nil {
		return nil, err
	}
	return answer(r, people, "people.html", page{People: people})
}

func (p People) show(r *http.Request) (*combo.Response, error) {
	person, err := Table.On(p.db).Find(r.Context(), combo.Param[int64](r, "id"))
	if err != nil {
		return nil, err
	}
	return answer(r, person, "person.html", person)
}

func (p People) add(r *http.Request) (*combo.Response, error) {
	in, err := combo.Bind[input](r)
	if fields, ok := errors.AsType[combo.FieldErrors](err); ok && wantsHTML(r) {
		return p.addAgain(r, fields)
	}
	if err != nil {
		return nil, err
	}
	person := Person{Name: in.Name, Age: *in.Age}
	if err := Table.On(p.db).Insert(r.Context(), &person); err != nil {
		return nil, err
	}
	if wantsHTML(r) {
		return combo.RedirectTo(r, "people")
	}
	location, err := combo.URL(r, "person", person.ID)
	if err != nil {
		return nil, err
	}
	return answer(r, person, "person.html", person, combo.Status(http.StatusCreated), combo.SetHeader("Location", location))
}

// addAgain shows the form with what was typed and what is wrong with it.
func (p People) addAgain(r *http.Request, fields combo.FieldErrors) (*combo.Response, error) {
	people, err := Table.On(p.db).All(r.Context())
	if err != nil {
		return nil, err
	}
	typed, err := combo.Bind[typed](r)
	if err != nil {
		return nil, err
	}
	return combo.Render(r, "people.html", page{people, typed, fields}, combo.Status(http.StatusUnprocessableEntity))
}

func (p People) replace(r *http.Request) (*combo.Response, error) {
	in, err := combo.Bind[input](r)
	if err != nil {
		return nil, err
	}
	return p.save(r, Person{ID: combo.Param[int64](r, "id"), Name: in.Name, Age: *in.Age})
}

func (p People) change(r *http.Request) (*combo.Response, error) {
	in, err := combo.Bind[change](r)
	if err != nil {
		return nil, err
	}
	person, err := Table.On(p.db).Find(r.Context(), combo.Param[int64](r, "id"))
	if err != nil {
		return nil, err
	}
	if in.Name != nil {
		person.Name = *in.Name
	}
	if in.Age != nil {
		person.Age = *in.Age
	}
	return p.save(r, person)
}

func (p People) save(r *http.Request, person Person) (*combo.Response, error) {
	if err := Table.On(p.db).Save(r.Context(), &person, &Table.F.Name, &Table.F.Age); err != nil {
		return nil, err
	}
	return answer(r, person, "person.html", person)
}

func (p People) remove(r *http.Request) (*combo.Response, error) {
	gone, err := Table.On(p.db).Filter(orm.Eq(&Table.F.ID, combo.Param[int64](r, "id"))).Delete(r.Context())
	if err != nil {
		return nil, err
	}
	if gone.Rows == 0 {
		return nil, orm.ErrNotFound
	}
	if r.Method == http.MethodPost {
		return combo.RedirectTo(r, "people")
	}
	return combo.NoContent()
}
