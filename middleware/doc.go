// Package middleware has the wrappers that most sites want around their
// handlers: a log, security headers, a second guard against forged requests,
// limits, sign-in by header, compression, caching.
//
// Each is made by a function and stands around any [http.Handler]: in
// [combo.Config.Middleware] around a whole site, in [combo.Route.Use] around some
// routes, or around a handler of net/http. [Default] is the list for most sites:
//
//	site, err := combo.New(combo.Config{
//		URLs:       urls,
//		Middleware: middleware.Default(middleware.Options{}),
//	})
//
// The rules: a configuration that makes no sense panics when the middleware is
// made, and names the field. The zero value of a configuration is a sensible
// one. What refuses a request sends the site's error page. A panic passes through,
// except through [Recover]. Where a middleware does less outside of a
// [combo.Site], its comment says what.
//
// What the kernel does by itself needs no middleware: hosts, cross-site
// requests, sizes and times are checked, and views that panic become error pages.
package middleware
