// Package combo is the kernel of a web framework: a request reaches a [View]
// through [URLs], and the view's [Response] goes back.
//
//	func hello(r *http.Request) (*combo.Response, error) {
//		return combo.Text("Hello, " + combo.Param[string](r, "name") + "!")
//	}
//
//	site, err := combo.New(combo.Config{
//		Secret: []string{os.Getenv("SECRET")},
//		Hosts:  []string{"example.com"},
//		URLs: combo.URLs{
//			combo.Get("hello/<name>/", hello).Name("hello"),
//		},
//	})
//
// A View returns its answer or an error; nothing has reached the client by
// then, so an error always becomes a proper page. [Site] is an [http.Handler],
// [*http.Request] is the only request and func(http.Handler) http.Handler the
// only middleware: what is written for net/http works here, and the other way
// round. A conversation (server-sent events, websockets, huge uploads) is an
// http.Handler, an answer is a View.
//
// [New] checks the site and names the line of each mistake in its routes. What a
// request says is read by [Param], [Query], [Form], [Header], [Cookie] or, all at
// once, by [Bind].
//
// The kernel knows no database, no forms and no template engine. Those are
// packages of their own above it; package manage gives a site its command line.
package combo
