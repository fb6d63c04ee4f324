package serve

import (
	"net/http"
)

// A Field is a header field that servers with a stack send with every answer.
type Field struct{ Name, Value string }

// SecurityFields are what Combo's default stack sends over plain HTTP. The other
// stacks send the same, so that none has less to write; the driver compares.
var SecurityFields = []Field{
	{"Content-Security-Policy", "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"},
	{"Cross-Origin-Opener-Policy", "same-origin"},
	{"Cross-Origin-Resource-Policy", "same-origin"},
	{"Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"},
	{"Referrer-Policy", "same-origin"},
	{"X-Content-Type-Options", "nosniff"},
}

// RequestID is the field with the identifier of the request, which stacks send too.
const RequestID = "X-Request-Id"

// CrossSite refuses requests that a browser sends for pages of other sites, by the
// standard library's check: what Combo's kernel does too.
func CrossSite(next http.Handler) http.Handler {
	return http.NewCrossOriginProtection().Handler(next)
}
