package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"github.com/combo-web/combo"
)

// responseAnswers make an answer by a constructor, send it, and look at what
// came to the client.
var responseAnswers = map[string]httpAnswer{
	"response:HttpResponse":                  {ask: askResponse(htmlResponse), want: wantResponse},
	"response:StreamingHttpResponse":         {ask: askResponse(streamResponse), want: wantResponse},
	"response:JsonResponse":                  {ask: askResponse(jsonResponse), want: wantResponse},
	"response:HttpResponseRedirect":          {ask: askResponse(redirectResponse(http.StatusFound)), want: wantResponse},
	"response:HttpResponsePermanentRedirect": {ask: askResponse(redirectResponse(http.StatusMovedPermanently)), want: wantResponse},
	"response:HttpResponseNotAllowed":        {ask: askResponse(notAllowed), want: wantResponse},
}

// askResponse sends the response and tells status, recorded fields and content.
func askResponse(construct func(c httpCase) (*combo.Response, error)) func(c httpCase) (any, error) {
	return func(c httpCase) (any, error) {
		var failed error
		view := func(*http.Request) (*combo.Response, error) {
			answer, err := construct(c)
			failed = err
			return answer, err
		}
		answer, err := answerOf(view, newRequest(http.MethodGet, "http", "testserver", "/"))
		if err != nil {
			return nil, broken{err}
		}
		if failed != nil && c.kind != "response:HttpResponseNotAllowed" {
			return nil, failed
		}
		fields := []any{}
		for _, field := range wantFields(c) {
			name := textOf(listOf(field)[0])
			fields = append(fields, []any{name, answer.Header.Get(name)})
		}
		return object{{"status", answer.StatusCode}, {"headers", fields}, {"content", content(c, bodyText(answer))}}, nil
	}
}

// wantFields are the fields to compare: Content-Type only where the answer has
// a body of its own.
func wantFields(c httpCase) []any {
	var fields []any
	for _, field := range objectOf(c.expected).list("headers") {
		if c.hasKind("response:HttpResponse.", "response:Json", "response:Streaming") || c.kind == "response:HttpResponse" ||
			textOf(listOf(field)[0]) != "Content-Type" {
			fields = append(fields, field)
		}
	}
	return fields
}

func wantResponse(c httpCase) any {
	want := objectOf(c.expected)
	body, _ := base64.StdEncoding.DecodeString(want.text("content"))
	return object{{"status", want.get("status")}, {"headers", wantFields(c)}, {"content", content(c, string(body))}}
}

// content is what a body means: JSON as a value, the page of an error nothing,
// and of a stream it was not recorded.
func content(c httpCase, body string) any {
	var v any
	switch {
	case objectOf(c.expected).get("content") == nil || c.kind == "response:HttpResponseNotAllowed":
		return nil
	case c.kind == "response:JsonResponse" && json.Unmarshal([]byte(body), &v) == nil:
		return v
	}
	return body
}

// responseOptions are the arguments that differ from the default.
func responseOptions(c httpCase) []combo.Option {
	kwargs := c.in.object("kwargs")
	var options []combo.Option
	if t, ok := kwargs.get("content_type").(string); ok {
		options = append(options, combo.ContentType(t))
	}
	if status, ok := kwargs.get("status").(int64); ok {
		options = append(options, combo.Status(int(status)))
	}
	for _, m := range kwargs.object("headers") {
		options = append(options, combo.SetHeader(m.key, textOf(m.value)))
	}
	return options
}

// bytesOf is text or bytes as bytes.
func bytesOf(v any) []byte {
	if b, ok := v.([]byte); ok {
		return b
	}
	return []byte(textOf(v))
}

func htmlResponse(c httpCase) (*combo.Response, error) {
	return combo.HTML(string(bytesOf(c.arg(0, "content"))), responseOptions(c)...)
}

func streamResponse(c httpCase) (*combo.Response, error) {
	return combo.Stream("text/html; charset=utf-8", func(w combo.FlushWriter) error {
		for _, chunk := range listOf(c.arg(0, "streaming_content")) {
			if _, err := w.Write(bytesOf(chunk)); err != nil {
				return err
			}
		}
		return w.Flush()
	}, responseOptions(c)...)
}

func jsonResponse(c httpCase) (*combo.Response, error) {
	return combo.JSON(plain(c.arg(0, "data")), responseOptions(c)...)
}

func redirectResponse(status int) func(c httpCase) (*combo.Response, error) {
	return func(c httpCase) (*combo.Response, error) {
		return combo.Redirect(textOf(c.arg(0, "redirect_to")), combo.Status(status))
	}
}

// notAllowed is the error of a view that answers some methods only.
func notAllowed(c httpCase) (*combo.Response, error) {
	var methods []string
	for _, m := range listOf(c.arg(0, "permitted_methods")) {
		methods = append(methods, fmt.Sprint(m))
	}
	err := combo.Errorf(http.StatusMethodNotAllowed, "Not like that.")
	err.Header = http.Header{"Allow": {strings.Join(methods, ", ")}}
	return nil, err
}
