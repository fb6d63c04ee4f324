package main

import (
	"bytes"
	"encoding/base64"
	"io"
	"math"
	"net/http"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/headers"
)

// bodyAnswers read forms and queries: a real request comes to a site, whose view
// asks for the fields by name.
var bodyAnswers = map[string]httpAnswer{
	"multipart":    {ask: askForm, want: wantForm},
	"form":         {ask: askForm, want: wantForm},
	"request:POST": {ask: askPost},
	"querydict":    {ask: askQueryDict},
	"request:GET":  {ask: askQuery},
	"request:args": {ask: askQuery},
}

// contentType is the type of the request's body.
func (c httpCase) contentType() string {
	if mimetype := c.in.text("mimetype"); c.kind == "form" {
		var params headers.Params
		for _, m := range c.in.object("options") {
			params.Set(m.key, textOf(m.value))
		}
		return headers.FormatParams(mimetype, params)
	}
	if meta := c.in.object("meta"); meta != nil {
		return metaText(meta, "CONTENT_TYPE")
	}
	return metaText(c.requestMeta(), "CONTENT_TYPE")
}

// bodyBytes is the body, which is base64 without a mark.
func (c httpCase) bodyBytes() []byte {
	switch body := c.in.get("body").(type) {
	case []byte:
		return body
	case string:
		b, err := base64.StdEncoding.DecodeString(body)
		if err == nil {
			return b
		}
	}
	return nil
}

// formRequest makes the request that sends the body.
func (c httpCase) formRequest() *http.Request {
	r := newRequest(http.MethodPost, "http", "testserver", "/")
	t, body := c.contentType(), c.bodyBytes()
	if t == "" && len(body) == 0 {
		return r
	}
	r.Header.Set("Content-Type", t)
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	if len(body) == 0 {
		r.ContentLength = -1 // sent in chunks, of which the first is the last
	}
	return r
}

// limits are the settings that bound a request, in combo's terms.
func (c httpCase) limits() combo.Limits {
	l := combo.Limits{Body: 64 << 20}
	for _, settings := range []object{c.in.object("limits"), c.in.object("request").object("settings")} {
		l.Fields = max(l.Fields, wholeNumber(settings.get("DATA_UPLOAD_MAX_NUMBER_FIELDS")))
		l.Files = max(l.Files, wholeNumber(settings.get("DATA_UPLOAD_MAX_NUMBER_FILES")))
	}
	for _, name := range []string{"max_content_length", "max_form_memory_size"} {
		if n := wholeNumber(c.in.get(name)); n > 0 {
			l.Body = min(l.Body, int64(n))
		}
	}
	if n := wholeNumber(c.in.get("max_form_parts")); n > 0 && c.in.text("mimetype") == "multipart/form-data" {
		l.Fields, l.Files = n, n
	}
	return l
}

func wholeNumber(v any) int {
	n, _ := v.(int64)
	return int(min(n, math.MaxInt32))
}

// askView sends a request to a site with one view and returns what it finds, or
// the error as which the site answers.
func askView(c httpCase, r *http.Request, view func(r *http.Request) (any, error)) (got any, err error) {
	site, err := newSite(combo.Config{Limits: c.limits(), URLs: combo.URLs{combo.Path("", func(r *http.Request) (*combo.Response, error) {
		found, err := view(r)
		if err != nil {
			return nil, err
		}
		got = found
		return combo.NoContent()
	}).AllowCrossSite()}})
	if err != nil {
		return nil, broken{err}
	}
	if answer := send(site, r); answer.StatusCode >= http.StatusBadRequest {
		return nil, refusal(answer)
	}
	return got, nil
}

// askForm reads every field and every file that was recorded.
func askForm(c httpCase) (any, error) {
	return askView(c, c.formRequest(), func(r *http.Request) (any, error) {
		want := objectOf(c.expected)
		if _, err := combo.Form[string](r, "", ""); err != nil {
			return nil, err
		}
		fields, err := formFields(r, several(want.list(formName(c))))
		if err != nil {
			return nil, err
		}
		files, err := formFiles(r, want.list("files"))
		if err != nil {
			return nil, err
		}
		return object{{formName(c), fields}, {"files", files}}, nil
	})
}

func formFields(r *http.Request, want multi) ([]any, error) {
	fields := []any{}
	for _, m := range want {
		values, err := combo.Form[[]string](r, m.key)
		if err != nil {
			return nil, err
		}
		fields = append(fields, []any{m.key, values})
	}
	return fields, nil
}

// formFiles reads the files that were recorded: as [name, file] by Django, as
// [name, [file …]] by Werkzeug.
func formFiles(r *http.Request, want []any) ([]any, error) {
	files := []any{}
	seen := map[string]int{}
	for _, pair := range want {
		name := textOf(listOf(pair)[0])
		uploads, err := combo.Form[[]*combo.Upload](r, name)
		if err != nil {
			return nil, err
		}
		if _, isList := listOf(pair)[1].([]any); isList {
			list, err := readUploads(uploads, werkzeugUpload)
			if err != nil {
				return nil, err
			}
			files = append(files, []any{name, list})
			continue
		}
		i := seen[name]
		seen[name]++
		list, err := readUploads(uploads[i:i+1], djangoUpload)
		if err != nil {
			return nil, err
		}
		files = append(files, []any{name, list[0]})
	}
	return files, nil
}

// readUploads reads files and tells of them what a peer does.
func readUploads(uploads []*combo.Upload, describe func(*combo.Upload, []byte) object) ([]any, error) {
	var list []any
	for _, u := range uploads {
		f, err := u.Open()
		if err != nil {
			return nil, err
		}
		content, err := io.ReadAll(f)
		f.Close()
		if err != nil {
			return nil, err
		}
		list = append(list, describe(u, content))
	}
	return list, nil
}

func werkzeugUpload(u *combo.Upload, content []byte) object {
	return object{{"filename", u.Filename}, {"content_type", nilIfEmpty(u.ContentType)}, {"content", content}}
}

func djangoUpload(u *combo.Upload, content []byte) object {
	mediaType, params := headers.ParseMediaType(u.ContentType)
	return object{
		{"filename", u.Filename}, {"content_type", mediaType}, {"charset", nilIfEmpty(params.Get("charset"))},
		{"size", u.Size}, {"content", base64.StdEncoding.EncodeToString(content)},
	}
}

// wantForm is what was recorded, of files what an upload tells here.
func wantForm(c httpCase) any {
	want := objectOf(c.expected)
	files := []any{}
	for _, pair := range want.list("files") {
		named := listOf(pair)
		if list, isList := named[1].([]any); isList {
			var described []any
			for _, f := range list {
				file, _ := f.(tagged)
				described = append(described, pick(objectOf(file.v()), "filename", "content_type", "content"))
			}
			files = append(files, []any{named[0], described})
			continue
		}
		files = append(files, []any{named[0], pick(objectOf(named[1]), "filename", "content_type", "charset", "size", "content")})
	}
	return object{{formName(c), want.list(formName(c))}, {"files", files}}
}

func formName(c httpCase) string {
	if c.kind == "multipart" {
		return "post"
	}
	return "form"
}

// askPost reads the fields of Django's request.POST.
func askPost(c httpCase) (any, error) {
	return askView(c, c.formRequest(), func(r *http.Request) (any, error) {
		if _, err := combo.Form[string](r, "", ""); err != nil {
			return nil, err
		}
		return severalFields(c.expected, func(name string) ([]string, error) { return combo.Form[[]string](r, name) })
	})
}

// askQuery reads the fields of request.GET and request.args.
func askQuery(c httpCase) (any, error) {
	r := newRequest(http.MethodGet, "http", "testserver", "/")
	r.URL.RawQuery = c.queryString()
	return askView(c, r, func(r *http.Request) (any, error) {
		if _, err := combo.Query[string](r, "", ""); err != nil {
			return nil, err
		}
		return severalFields(c.expected, func(name string) ([]string, error) { return combo.Query[[]string](r, name) })
	})
}

// queryString is the query of a request of either peer.
func (c httpCase) queryString() string {
	if b, ok := c.in.get("query_string").([]byte); ok {
		return string(b)
	}
	return metaText(c.requestMeta(), "QUERY_STRING")
}

// severalFields reads the names that were recorded, in the same form.
func severalFields(want any, read func(name string) ([]string, error)) (any, error) {
	lists := []any{}
	for _, m := range severalOf(want) {
		values, err := read(m.key)
		if err != nil {
			return nil, err
		}
		lists = append(lists, []any{m.key, values})
	}
	if _, isState := want.(tagged); isState {
		return object{{"lists", lists}}, nil
	}
	return several(plain(lists).([]any)), nil
}

func askQueryDict(c httpCase) (any, error) {
	values, err := combo.ParseQuery(c.in.text("query_string"))
	if err != nil {
		return nil, err
	}
	lists := []any{}
	for _, m := range several(objectOf(c.expected).list("lists")) {
		lists = append(lists, []any{m.key, values[m.key]})
		delete(values, m.key)
	}
	for _, name := range sortedKeys(values) {
		lists = append(lists, []any{name, values[name]})
	}
	return object{{"lists", lists}}, nil
}
