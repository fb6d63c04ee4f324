// Package manage gives a site its command line. The smallest site is
//
//	func main() {
//		manage.Main(func(env manage.Env) (combo.Config, error) {
//			return combo.Config{URLs: combo.URLs{combo.Get("hello/", hello).Name("hello")}}, nil
//		})
//	}
//
// and its program knows these commands, and those that the site's apps bring:
//
//	hello                       serve at http://127.0.0.1:8000
//	hello serve -addr :5000     serve elsewhere; "serve" may be left out
//	hello -debug                show errors with code, reload pages when a file changes
//	hello check                 list the mistakes of the site
//	hello check -deploy         examine it before strangers reach it
//	hello routes                list its routes
//	hello version               tell what the program was built from
//	hello help [command]        tell more
//
// What differs from one machine to the next comes from the environment, where
// the configuration leaves it open: COMBO_SECRET, COMBO_HOSTS, COMBO_BASE_URL,
// COMBO_ADDR, COMBO_DEBUG, COMBO_LOG and others; see "help". A site reads its own
// settings with [Env.Getenv].
//
// Around the site, /healthz and /readyz answer supervisors: see [combo.App].Ready.
//
// The exit code is 0 if all went well, 1 if a command failed and 2 if the
// command line is wrong.
//
// The package knows the kernel only: a site without a database links none.
package manage
