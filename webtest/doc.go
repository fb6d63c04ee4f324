// Package webtest tests a site in process, without a network. A [Client] is a
// visitor: it keeps cookies, follows links and fills in the forms that it finds.
//
//	func TestLogin(t *testing.T) {
//		c := webtest.New(t, site)
//		c.Get("/posts/new/").RedirectsTo("/login/").Follow().
//			Form("").Fill("username", "ann").Fill("password", "secret").Submit().
//			Follow().Status(200).See("Welcome, Ann").NotSee("Sign in")
//	}
//
// Every method that expects something fails the test if it is not so, and says
// what the page was. Those without which the next step makes no sense end the
// test; [Page.See], [Page.NotSee], [Page.HeaderIs] and [Page.Queries] let it go on.
//
// Many small questions are asked by a table, see [Run]. A single view is called
// with a request made by [Request]. Browsers and other programs need a server
// on a real port: see [Serve]; package webtest/browser drives Chromium.
//
// A client calls the site as a function and waits until it returns, so it is not
// for answers that never end, such as server-sent events: use Serve for them.
package webtest
