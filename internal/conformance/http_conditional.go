package main

import (
	"net/http"
	"strings"
	"time"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/headers"
)

// conditionalAnswers judge If-Match and its like.
var conditionalAnswers = map[string]httpAnswer{
	"conditional": {ask: askConditional, want: func(c httpCase) any { return objectOf(c.expected).get("status") }},
	"fn:http.is_resource_modified": asking(func(c httpCase) any {
		environment, _ := c.arg(0, "environ").(tagged)
		h := http.Header{}
		fields := objectOf(environment.v())
		addFields(h, fields)
		return c.validators().Check(fields.text("REQUEST_METHOD"), h, time.Now()) != http.StatusNotModified
	}),
}

// validators are what the case knows of the current version.
func (c httpCase) validators() headers.Validators {
	kwargs := c.in.object("kwargs")
	v := headers.Validators{ETag: headers.ETag{Tag: kwargs.text("etag")}.String()}
	if body, ok := kwargs.get("data").([]byte); ok {
		v.ETag = headers.ETagOf(body).String()
	}
	v.Modified, _ = kwargs.get("last_modified").(time.Time)
	return v
}

// askConditional asks the validators, or, where the status of the answer is
// known, lets an answer with content decide. None means to go on.
func askConditional(c httpCase) (any, error) {
	r := newRequest(c.in.text("method"), "http", "testserver", "/")
	addFields(r.Header, c.in.object("headers"))
	v := headers.Validators{ETag: c.in.text("etag")}
	if seconds, ok := c.in.get("last_modified").(int64); ok {
		v.Modified = time.Unix(seconds, 0)
	}
	status, given := c.in.get("response_status").(int64)
	if !given {
		if status := v.Check(r.Method, r.Header, time.Now()); status != 0 {
			return status, nil
		}
		return nil, nil
	}
	view := func(*http.Request) (*combo.Response, error) {
		options := []combo.Option{combo.Status(int(status))}
		if v.ETag != "" {
			options = append(options, combo.SetHeader("ETag", v.ETag))
		}
		return combo.Content("page.html", v.Modified, strings.NewReader("content"), options...)
	}
	answer, err := answerOf(view, r)
	if err != nil {
		return nil, broken{err}
	}
	return answer.StatusCode, nil
}
