package main

import (
	"strings"

	"github.com/combo-web/combo/headers"
)

// authAnswers are Authorization and WWW-Authenticate fields.
var authAnswers = func() map[string]httpAnswer {
	answers := map[string]httpAnswer{}
	for _, class := range []string{"Authorization", "WWWAuthenticate"} {
		answers["ds:"+class+".from_header"] = answering(authState)
		answers["ds:"+class+".to_header"] = httpAnswer{ask: authField, want: wantAuthField}
		answers["ds:"+class+".type"] = asking(func(c httpCase) any { return c.auth().Scheme })
		answers["ds:"+class+".token"] = asking(func(c httpCase) any { return nilIfEmpty(c.auth().Token) })
		answers["ds:"+class+".parameters"] = asking(func(c httpCase) any { return paramState(c.auth().Params) })
	}
	return answers
}()

// authState is the state of Werkzeug's classes, nil if the field is none.
func authState(value string) any {
	auth, ok := headers.ParseAuth(value)
	if !ok {
		return nil
	}
	if user, password, ok := auth.Basic(); ok {
		return object{{"type", auth.Scheme}, {"parameters", object{{"username", user}, {"password", password}}}, {"token", nil}}
	}
	o := object{{"type", auth.Scheme}, {"parameters", paramObject(auth.Params)}, {"token", auth.Token}}
	if len(auth.Params) > 0 {
		o[2].value = nil
	}
	return o
}

// auth are the credentials of a recorded state, written and read again.
func (c httpCase) auth() headers.Auth {
	auth, _ := headers.ParseAuth(c.writtenAuth())
	return auth
}

func (c httpCase) writtenAuth() string {
	state := c.state()
	auth := headers.Auth{Scheme: state.text("type"), Token: state.text("token"), Params: paramsOf(state.object("parameters"))}
	return auth.String()
}

// authField compares fields by what they say: RFC 7616 asks for quotes where
// Werkzeug has none.
func authField(c httpCase) (any, error) { return authState(c.writtenAuth()), nil }

func wantAuthField(c httpCase) any { return authState(strings.TrimSpace(textOf(c.expected))) }
