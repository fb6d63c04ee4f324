package combo

import (
	"errors"
	"net/http"
)

// A View answers a request: it returns the response to send, or an error.
// Nothing has reached the client when a View returns, so an error can always
// become an error page.
//
// A View is an [http.Handler]: it can be mounted on any router. [Render], [URL]
// and [BeforeSend] need a [Site] around it.
type View func(r *http.Request) (*Response, error)

var _ http.Handler = View(nil)

// ServeHTTP calls the view and sends what it returns.
func (v View) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	answer, err := v.call(r)
	if err != nil {
		answer = SiteOf(r).errorAnswer(r, err)
	}
	if err := answer.send(w, r); err != nil {
		SiteOf(r).broken(w, r, err)
	}
}

var errNoAnswer = errors.New("the view returned neither a response nor an error")

// call turns a panic of the view into an error.
func (v View) call(r *http.Request) (answer *Response, err error) {
	defer func() {
		if p := recover(); p != nil {
			if p == http.ErrAbortHandler {
				panic(p)
			}
			answer, err = nil, newPanicError(p)
		}
	}()
	answer, err = v(r)
	switch {
	case err != nil && answer != nil:
		answer.close() // a view may end in: return answer, answer.Set(…)
	case err == nil && answer == nil:
		err = errNoAnswer
	}
	return answer, err
}

// passThrough makes a view of a handler, so that wrappers of views can stand
// around it. The handler writes when the response is sent.
func passThrough(h http.Handler) View {
	return func(r *http.Request) (*Response, error) {
		return &Response{handle: func(w http.ResponseWriter) { h.ServeHTTP(w, r) }}, nil
	}
}
