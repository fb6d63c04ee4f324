package middleware

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/headers"
)

// User returns who [BasicAuth] or [Bearer] let in, from the context of the request: a
// string, the name, for BasicAuth and what its hook returned for Bearer. It is not ok
// if neither stands around the view, or if the user is not a U.
func User[U any](ctx context.Context) (user U, ok bool) {
	user, ok = ctx.Value(userKey{}).(U)
	return user, ok
}

type userKey struct{}

// BasicAuth asks for a name and a password in the way that browsers show a window
// for (RFC 7617, in UTF-8). The hook check says whether they are right; compare in
// constant time, as crypto/subtle and password hashes do, and take as long for a
// name that does not exist. An error of check lets nobody in: it is a 500, or what
// it says itself, such as a 503 for a passed deadline.
//
// Browsers send the password with each request, over http for everybody to read,
// and nobody can sign out: it is for a team's own pages over https. Guard it by
// [RateLimit]. It panics without check and with a realm that cannot be sent.
func BasicAuth(realm string, check func(ctx context.Context, user, password string) (ok bool, err error)) func(http.Handler) http.Handler {
	if check == nil {
		panic("middleware.BasicAuth: check is nil")
	}
	challenge := challengeOf("BasicAuth", "Basic", realm) + `, charset="UTF-8"`
	ask := func(r *http.Request) (string, error) {
		auth, err := credentials(r, "basic", challenge)
		if err != nil {
			return "", err
		}
		user, password, ok := auth.Basic()
		if !ok {
			return "", refuseCredentials(http.StatusUnauthorized, challenge)
		}
		ok, err = check(r.Context(), user, password)
		switch {
		case err != nil:
			return "", fmt.Errorf("check basic credentials: %w", err)
		case !ok:
			return "", refuseCredentials(http.StatusUnauthorized, challenge)
		}
		return user, nil
	}
	return authenticated(ask)
}

// Bearer asks for a token in the header (RFC 6750): for programs. The hook check
// returns whom the token stands for, or not ok; what it returns is given to views
// by [User]. An error of check lets nobody in: it is a 500, or what it says itself,
// as combo.Errorf(403, …) does for a token that may not do this.
//
// Tokens are read from the header only: in an address they would stand in logs. It
// panics without check and with a realm that cannot be sent.
func Bearer[U any](realm string, check func(ctx context.Context, token string) (user U, ok bool, err error)) func(http.Handler) http.Handler {
	if check == nil {
		panic("middleware.Bearer: check is nil")
	}
	challenge := challengeOf("Bearer", "Bearer", realm)
	ask := func(r *http.Request) (user U, err error) {
		auth, err := credentials(r, "bearer", challenge)
		if err != nil {
			return user, err
		}
		token := auth.Bearer()
		if !isBearerToken(token) {
			return user, refuseCredentials(http.StatusBadRequest, challenge+`, error="invalid_request"`)
		}
		user, ok, err := check(r.Context(), token)
		switch {
		case err != nil:
			return user, fmt.Errorf("check bearer token: %w", err)
		case !ok:
			return user, refuseCredentials(http.StatusUnauthorized, challenge+`, error="invalid_token"`)
		}
		return user, nil
	}
	return authenticated(ask)
}

// isBearerToken takes some more than the letters of RFC 6750, as issuers do, but
// nothing that text could hide in.
func isBearerToken(token string) bool {
	return token != "" && !strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r >= 0x7f })
}

// authenticated lets through whom ask knows, and sends its error otherwise.
func authenticated[U any](ask func(*http.Request) (U, error)) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			user, err := ask(r)
			if err != nil {
				sendError(w, r, err)
				return
			}
			next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), userKey{}, user)))
		})
	}
}

// challengeOf begins a WWW-Authenticate field.
func challengeOf(function, scheme, realm string) string {
	if !headers.ValidValue(realm) || strings.Contains(realm, "\t") {
		panic(fmt.Sprintf("middleware.%s: the realm %q holds a control character", function, realm))
	}
	return scheme + ` realm="` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(realm) + `"`
}

// credentials returns those of a scheme. Two Authorization fields are none: two
// readers could take different ones.
func credentials(r *http.Request, scheme, challenge string) (headers.Auth, error) {
	fields := r.Header["Authorization"]
	if len(fields) > 1 {
		return headers.Auth{}, refuseCredentials(http.StatusBadRequest, challenge)
	}
	auth, ok := headers.ParseAuth(r.Header.Get("Authorization"))
	if !ok || auth.Scheme != scheme {
		return headers.Auth{}, refuseCredentials(http.StatusUnauthorized, challenge)
	}
	return auth, nil
}

// refuseCredentials says how to sign in, and nothing of what was sent.
func refuseCredentials(status int, challenge string) error {
	e := &combo.Error{Status: status, Message: "Please sign in: the credentials are missing or wrong."}
	e.Header = http.Header{"Www-Authenticate": {challenge}}
	return e
}
