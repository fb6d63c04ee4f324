package main

import (
	"errors"

	"github.com/combo-web/combo/headers"
)

// hostAnswers check hosts and the targets of redirects.
var hostAnswers = map[string]httpAnswer{
	"fn:http.request.validate_host": asking(func(c httpCase) any {
		return headers.HostAllowed(c.text(), texts(c.arg(1, "allowed_hosts")))
	}),
	"fn:http.request.split_domain_port": answering(func(host string) any {
		name, port, _ := headers.SplitHost(host)
		return []any{name, port}
	}),
	"fn:http.is_same_domain":                  asking(func(c httpCase) any { return headers.SameDomain(c.text(), textOf(c.arg(1, "pattern"))) }),
	"fn:http.url_has_allowed_host_and_scheme": asking(allowedTarget),
	"fn:http.escape_leading_slashes":          answering(headers.EscapeLeadingSlashes),
	"fn:sansio.utils.get_host":                {ask: sansioHost},
	"fn:wsgi.get_host":                        {ask: wsgiHost},
}

// texts are the texts of a list, or the one text that is given in place of it.
func texts(v any) []string {
	if s, ok := v.(string); ok {
		return []string{s}
	}
	var list []string
	for _, item := range listOf(v) {
		list = append(list, textOf(item))
	}
	return list
}

func allowedTarget(c httpCase) any {
	return headers.Destinations{
		Hosts:        texts(c.arg(1, "allowed_hosts")),
		RequireHTTPS: c.arg(2, "require_https") == true,
	}.Allow(c.text())
}

// canonicalHost is the host of a request, if it is one of those that are
// trusted; no valid host is the empty text.
func canonicalHost(scheme, host string, trusted []string) (any, error) {
	if trusted != nil && !headers.HostAllowed(host, trusted) {
		return nil, errors.New("the host is not trusted")
	}
	canonical, ok := headers.CanonicalHost(scheme, host)
	if !ok {
		return "", nil
	}
	return canonical, nil
}

func sansioHost(c httpCase) (any, error) {
	host, server := c.arg(1, "host_header"), c.arg(2, "server")
	if host == nil && server != nil {
		host = serverName(listOf(server), c.text())
	}
	return canonicalHost(c.text(), textOf(host), texts(c.arg(3, "trusted_hosts")))
}

func wsgiHost(c httpCase) (any, error) {
	environment := objectOf(c.arg(0, "environ"))
	scheme, host := environment.text("wsgi.url_scheme"), environment.text("HTTP_HOST")
	if host == "" {
		host = serverName([]any{environment.get("SERVER_NAME"), environment.get("SERVER_PORT")}, scheme)
	}
	return canonicalHost(scheme, host, texts(c.arg(1, "trusted_hosts")))
}
