// Package interim tells the answers that come before the answer.
package interim

import "net/http"

// Is reports whether a status is that of an interim answer (RFC 9110 §15.2), which
// the answer to the request follows: 1xx but 101, after which the connection speaks
// another protocol.
func Is(status int) bool {
	return status >= 100 && status < 200 && status != http.StatusSwitchingProtocols
}
