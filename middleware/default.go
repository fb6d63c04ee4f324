package middleware

import "net/http"

// Options are the settings of the middleware in [Default]. Each defaults to the
// zero value of its type, which is a sensible one.
type Options struct {
	AccessLog AccessLogConfig
	Security  SecurityConfig
	Compress  CompressConfig
	CSRF      CSRFConfig
}

// Default is the middleware that most sites want, first outermost. A site that
// wants another list copies this one and changes it.
func Default(o Options) []func(http.Handler) http.Handler {
	return []func(http.Handler) http.Handler{
		RequestID(),                 // first, so that whatever answers, the client can name the request
		AccessLog(o.AccessLog),      // outside of all that answers: it sees the status and the bytes that go out
		Recover(),                   // inside of the log, which sees its 500; outside of what holds half an answer back
		SecurityHeaders(o.Security), // a redirect to https comes before any work is done
		Compress(o.Compress),        // outside of what looks at bodies: they are plain inside
		ConditionalGET(),            // inside of the compression, so that the tag is that of the page; a 304 has nothing to compress
		CSRF(o.CSRF),                // last: it may read the body, and its cookie and its 403 are part of the page
	}
}
