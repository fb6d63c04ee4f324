package combo

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/combo-web/combo/headers"
)

// Accepts returns the media type that the client likes best among those offered,
// by its Accept field; the first if it does not say. If it accepts none of them
// the error is a 406. The answer gets "Vary: Accept", so that caches keep the
// forms apart.
//
//	form, err := combo.Accepts(r, "text/html", "application/json")
func Accepts(r *http.Request, offers ...string) (string, error) {
	if err := vary(r, "Accept"); err != nil {
		return "", err
	}
	if len(offers) == 0 {
		return "", errors.New("combo.Accepts: nothing is offered")
	}
	accept := headers.ParseAccept(strings.Join(r.Header.Values("Accept"), ","))
	if len(accept.Choices()) == 0 { // no wish, or none that can be read
		return offers[0], nil
	}
	if best := accept.Best(offers...); best != "" {
		return best, nil
	}
	return "", Errorf(http.StatusNotAcceptable, "The answer can be had as %s.", strings.Join(offers, ", "))
}

// vary adds a field name to the answer's Vary, once.
func vary(r *http.Request, name string) error {
	if stateOf(r) == nil {
		return errOutside("Accepts")
	}
	return BeforeSend(r, func(h http.Header) error {
		listed := headers.ParseList(strings.Join(h["Vary"], ","))
		if !slices.ContainsFunc(listed, func(s string) bool { return strings.EqualFold(s, name) }) {
			h.Add("Vary", name)
		}
		return nil
	})
}
