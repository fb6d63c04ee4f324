package middleware

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/headers"
)

// AllowedHosts answers 400 to requests for other hosts: "example.com",
// ".example.com" for it and everything below, "*" for any valid one; without
// ports. A site checks [combo.Config.Hosts] by itself; this is for a part of it
// that has fewer, or for a handler without a site.
//
// It panics without hosts, and if one is not a host.
func AllowedHosts(hosts ...string) func(http.Handler) http.Handler {
	if len(hosts) == 0 {
		panic("middleware.AllowedHosts: no hosts")
	}
	for _, host := range hosts {
		if !isHostPattern(host) {
			panic(fmt.Sprintf("middleware.AllowedHosts: %q is not a host", host))
		}
	}
	hosts = slices.Clone(hosts)
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if host := combo.Host(r); !headers.HostAllowed(host, hosts) {
				sendError(w, r, unknownHost(host))
				return
			}
			next.ServeHTTP(w, r)
		})
	}
}

// unknownHost has the words of the kernel.
func unknownHost(host string) error {
	return combo.Errorf(http.StatusBadRequest, "The server does not know the name by which it was called.").
		Because(fmt.Errorf("not in AllowedHosts: %s", host))
}

func isHostPattern(pattern string) bool {
	if pattern == "*" {
		return true
	}
	_, port, ok := headers.SplitHost(strings.TrimPrefix(pattern, "."))
	return ok && port == ""
}
