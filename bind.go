package combo

import (
	"fmt"
	"net/http"
	"reflect"

	"github.com/combo-web/combo/internal/decode"
	"github.com/combo-web/combo/internal/suggest"
)

// Bind fills a struct from the request. Each field says by a tag where it comes
// from, and what it must be:
//
//	type newPost struct {
//		Blog  int64    `path:"blog"`
//		Draft bool     `query:"draft"`
//		Lang  string   `header:"Accept-Language"`
//		Theme string   `cookie:"theme"`
//		Title string   `form:"title" json:"title" xml:"title" check:"required,max=150"`
//		Tags  []string `form:"tag" json:"tags" xml:"tag"`
//		Photo *combo.Upload `form:"photo"`
//	}
//
// A field without such a tag is never filled, so a client cannot set what was
// not meant for it. The body is read as its Content-Type says: urlencoded and
// multipart forms into form tags, JSON into json tags, XML into xml tags; a
// struct that has none of these leaves the body alone. JSON must not have
// fields that the struct does not know, nor two of one name.
//
// All that is wrong with fields comes back together, as [FieldErrors] (422).
// A body that cannot be read at all is a 400, 413 or 415.
//
// A T that is no struct is filled with the JSON of the body: Bind[[]newPost](r).
func Bind[T any](r *http.Request) (T, error) {
	var v T
	err := bind(r, reflect.ValueOf(&v).Elem())
	return v, err
}

func bind(r *http.Request, dst reflect.Value) error {
	if dst.Kind() != reflect.Struct {
		return bindWhole(r, dst)
	}
	plan, err := decode.PlanOf(dst.Type())
	if err != nil {
		return fmt.Errorf("bind: %w", err)
	}
	sources, err := sourcesOf(r, plan)
	if err != nil {
		return err
	}
	return fieldErrors(plan.Fill(dst, sources...))
}

// bindWhole fills what is no struct with the JSON body: a list, a map.
func bindWhole(r *http.Request, dst reflect.Value) error {
	source, err := bodyOf(r)
	if err != nil {
		return err
	}
	if source.Tag == "" {
		return Errorf(http.StatusBadRequest, "The request has no body.")
	}
	if source.Tag != "json" {
		return Errorf(http.StatusUnsupportedMediaType, "JSON was expected here.").Because(errWrongBody)
	}
	problems, err := decode.Whole(source, dst)
	if err != nil {
		return fmt.Errorf("bind: %w", err)
	}
	return fieldErrors(problems)
}

// sourcesOf reads the parts of the request that the plan asks for. The path
// comes first and the body last: what the route says cannot be overridden.
func sourcesOf(r *http.Request, plan *decode.Plan) ([]decode.Source, error) {
	if err := checkPathNames(r, plan.Names("path")); err != nil {
		return nil, err
	}
	var sources []decode.Source
	for _, reader := range readers {
		if len(plan.Names(reader.tag)) == 0 {
			continue
		}
		root, err := reader.read(r)
		if err != nil {
			return nil, err
		}
		sources = append(sources, decode.Source{Tag: reader.tag, Root: root, Loose: true})
	}
	if len(plan.Names("form"))+len(plan.Names("json"))+len(plan.Names("xml")) == 0 {
		return sources, nil
	}
	body, err := bodyOf(r)
	if err != nil || body.Tag == "" {
		return sources, err
	}
	if len(plan.Names(body.Tag)) == 0 {
		return nil, Errorf(http.StatusUnsupportedMediaType, "A body of this kind is not understood here.").Because(errWrongBody)
	}
	return append(sources, body), nil
}

// readers read the parts of a request that are not its body.
var readers = []struct {
	tag  string
	read func(*http.Request) (decode.Value, error)
}{{"path", pathValues}, {"query", queryValues}, {"header", headerValues}, {"cookie", cookieValues}}

// checkPathNames finds path tags that the route's pattern does not have: a
// mistake of the program, not of the client.
func checkPathNames(r *http.Request, names []string) error {
	if len(names) == 0 {
		return nil
	}
	m, _ := Resolved(r)
	for _, name := range names {
		if _, ok := m.Params[name]; !ok {
			return fmt.Errorf("bind: the pattern %s has no parameter %q%s", m.Pattern, name, suggest.DidYouMean(name, sortedKeys(m.Params)))
		}
	}
	return nil
}
