package webtest

import (
	"cmp"
	"maps"
	"net/http"
	"slices"
	"testing"
)

// A Case is one question to a site and what its answer must be: a line of a
// table for [Run].
type Case struct {
	// Name names the subtest. Defaults to the method and the URL.
	Name string
	// Before prepares the client: it signs in, for example. Defaults to nothing.
	Before func(c *Client)

	// Method defaults to GET.
	Method string
	// URL is a path with its query, or absolute.
	URL string
	// Body is sent as [Client.Post] does: a string or []byte as it is, url.Values
	// as a form, nil as nothing and any other value as JSON.
	Body any
	// Header is sent with the request.
	Header map[string]string

	// WantStatus defaults to 200.
	WantStatus int
	// Want and NotWant are texts for [Page.See] and [Page.NotSee].
	Want, NotWant []string
	// WantHeader are fields for [Page.HeaderIs]: "" must not be there.
	WantHeader map[string]string
}

// Run asks each question in a subtest, with a client of its own: no case sees
// the cookies of another.
func Run(t *testing.T, site http.Handler, cases []Case) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name(), func(t *testing.T) {
			t.Helper()
			c.Run(t, site)
		})
	}
}

// Run asks the one question and returns the page, for more to be looked at.
func (c Case) Run(t testing.TB, site http.Handler) *Page {
	t.Helper()
	client := New(t, site)
	if c.Before != nil {
		c.Before(client)
	}
	for name, value := range c.Header {
		client.Header.Set(name, value)
	}
	page := client.send(c.method(), c.URL, client.payload(c.Body))
	page.Status(cmp.Or(c.WantStatus, http.StatusOK)).See(c.Want...).NotSee(c.NotWant...)
	for _, name := range slices.Sorted(maps.Keys(c.WantHeader)) {
		page.HeaderIs(name, c.WantHeader[name])
	}
	return page
}

func (c Case) method() string { return cmp.Or(c.Method, http.MethodGet) }

func (c Case) name() string { return cmp.Or(c.Name, c.method()+" "+c.URL) }
