package main

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/combo-web/combo/headers"
)

// knownHTTP is filled once: the answers and the rules both look at it.
var knownHTTP = httpAnswers()

// httpRules say what of http_parsing is not in scope. The order counts: a case
// is counted under the first that applies.
func httpRules() []rule[httpCase] {
	return slices.Concat(pythonRules, laterRules, strictRules, []rule[httpCase]{
		{"kind-not-known", "the case asks for something that this program does not know", func(c httpCase) bool {
			return knownHTTP[c.kind].ask == nil
		}},
	})
}

// pythonRules: what has no counterpart, since it is about Python.
var pythonRules = []rule[httpCase]{
	{"python-container", "methods of dictionaries: net/http.Header, url.Values and maps stand in their place", func(c httpCase) bool {
		return c.hasKind("ds:MultiDict.", "ds:ImmutableMultiDict.", "ds:CombinedMultiDict.", "ds:ImmutableDict.",
			"ds:TypeConversionDict.", "ds:ImmutableTypeConversionDict.", "ds:OrderedMultiDict.", "ds:FileMultiDict.") ||
			c.hasKind("ds:ETags.__len__", "ds:ETags.__bool__") ||
			c.hasKind("ds:Headers.") && knownHTTP[c.kind].ask == nil ||
			c.kind == "querydict" && objectOf(c.expected).get("calls") != nil
	}},
	{"python-index", "a data structure taken as a list, by number", func(c httpCase) bool {
		_, isText := c.arg(0, "").(string)
		return c.hasKind("ds:Headers.__") && !isText
	}},
	{"python-type-error", "an argument of another type: does not compile", func(c httpCase) bool {
		return slices.Contains([]string{"TypeError", "AttributeError"}, c.errorClass())
	}},
	{"python-none", "None in, None out", func(c httpCase) bool {
		return c.hasKind("fn:") && !c.wantsError() && c.expected == nil && len(c.in.list("args")) > 0 && c.arg(0, "") == nil
	}},
	{"opaque", "an input that could not be recorded", func(c httpCase) bool { return contains(c.in, isTagged("opaque")) }},
	{"state-not-recorded", "the answer depends on an object's state or setting that is not recorded", func(c httpCase) bool {
		return c.hasKind("request:") && c.errorClass() == "SecurityError" ||
			c.kind == "request:build_absolute_uri" && len(c.requestMeta()) == 0 ||
			c.kind == "set_cookie:set_cookie" && strings.Contains(textOf(c.expected), "Max-Age") && c.in.object("kwargs").get("max_age") == nil
	}},
	{"internals", "a helper or a parser's events that applications do not see", func(c httpCase) bool {
		return c.hasKind("multipart_events", "fn:encoding.repercent_broken_unicode", "fn:security.safe_join")
	}},
	{"standard-library", "an application asks Go's standard library, which needs no proof here", func(c httpCase) bool {
		return c.hasKind("fn:http.int_to_base36", "fn:http.base36_to_int", "fn:http.urlsafe_base64", "fn:http.urlencode",
			"fn:sansio.utils.get_content_length", "request:content_length", "request:get_port")
	}},
}

// laterRules: what combo does not have, or not yet.
var laterRules = []rule[httpCase]{
	{"translations", "names of locales belong to translations, which are to come", func(c httpCase) bool {
		return c.hasKind("fn:translation.to_l")
	}},
	{"charset", "text is UTF-8: other charsets are neither read nor written", func(c httpCase) bool {
		kwargs := c.in.object("kwargs")
		return kwargs.get("charset") != nil || c.in.get("encoding") != nil || c.in.object("request").get("encoding") != nil ||
			strings.Contains(strings.ToLower(metaText(c.requestMeta(), "CONTENT_TYPE")), "charset=iso-8859-1") ||
			bytes.Contains(bytes.ToLower(c.bodyBytes()), []byte("*=ascii'")) // not the registered name of US-ASCII
	}},
	{"reason-phrase", "an answer has the reason of its status; HTTP/2 has none", func(c httpCase) bool {
		return c.hasKind("response:") && c.in.object("kwargs").get("reason") != nil
	}},
	{"json-layout", "JSON is written in one way", func(c httpCase) bool {
		return c.in.object("kwargs").get("json_dumps_params") != nil
	}},
	{"body-of-redirect", "a redirect has no body, and an error's page is the site's", func(c httpCase) bool {
		return c.hasKind("response:HttpResponseRedirect", "response:HttpResponsePermanentRedirect", "response:HttpResponseNotAllowed") &&
			c.in.object("kwargs").get("content") != nil
	}},
}

// strictRules: where combo is stricter on purpose.
var strictRules = []rule[httpCase]{
	{"file-name-to-store", "a file is never stored under a name that a client chose", func(c httpCase) bool {
		return c.hasKind("fn:utils.secure_filename")
	}},
	{"no-final-boundary", "a form that breaks off before its last boundary is a 400, not a smaller form", func(c httpCase) bool {
		body, boundary := c.multipart()
		return boundary != "" && !c.wantsError() && !bytes.Contains(body, []byte("--"+boundary+"--"))
	}},
	{"bare-line-ends", "the lines of a multipart form end with CRLF", func(c httpCase) bool {
		body, boundary := c.multipart()
		return boundary != "" && !bytes.Contains(body, []byte("\r\n"))
	}},
	{"form-of-other-type", "a body that is no form is a 415 where a form is read, not an empty one", func(c httpCase) bool {
		return c.kind == "form" && len(c.bodyBytes()) > 0 && !isFormType(c.in.text("mimetype"))
	}},
	{"not-utf-8", "a query or a form that is not UTF-8 is a 400; nothing is guessed or replaced", func(c httpCase) bool {
		return c.hasKind("request:", "form", "multipart", "querydict") &&
			(!utf8.ValidString(c.queryString()) || contains(c.expected, func(v any) bool { return strings.Contains(textOf(v), "\ufffd") }))
	}},
	{"not-form-data", "the parts of a multipart form are form-data (RFC 7578 §4.2)", func(c httpCase) bool {
		body, _ := c.multipart()
		return !c.wantsError() && bytes.Count(body, []byte("Content-Disposition:")) > bytes.Count(body, []byte("form-data;"))
	}},
	{"long-file-name", "a file name is cut to 255 bytes, at its end where the ending is long itself", func(c httpCase) bool {
		return contains(objectOf(c.expected).list("files"), func(v any) bool { return len(objectOf(v).text("filename")) >= 255 })
	}},
	{"cookie-quotes", "a semicolon ends a cookie, whatever quotes are around it, so that no cookie can swallow the next", func(c httpCase) bool {
		return c.hasKind("fn:http.parse_cookie", "fn:http.cookie.parse_cookie") && strings.Contains(c.text(), `\";`)
	}},
	{"etag-hash", "an entity tag may be any name; the hash it is made with is not Werkzeug's", func(c httpCase) bool {
		return c.hasKind("fn:http.generate_etag") || c.hasKind("fn:http.is_resource_modified") && c.in.object("kwargs").get("data") != nil
	}},
	{"none-match-first", "If-Modified-Since does not count beside If-None-Match (RFC 9110 §13.1.3)", func(c httpCase) bool {
		environment, _ := c.arg(0, "environ").(tagged)
		fields := objectOf(environment.v())
		return c.hasKind("fn:http.is_resource_modified") && c.in.object("kwargs").get("etag") == nil &&
			fields.get("HTTP_IF_NONE_MATCH") != nil && fields.get("HTTP_IF_MODIFIED_SINCE") != nil
	}},
	{"encoded-slash", "an encoded slash stays encoded: decoded it could mean something else", func(c httpCase) bool {
		_, query, _ := strings.Cut(c.text(), "?")
		return c.hasKind("fn:urls.uri_to_iri", "fn:encoding.uri_to_iri") && strings.Contains(strings.ToUpper(query), "%2F")
	}},
	{"no-such-type", "a text that is no media type is not accepted; it is no error to ask", func(c httpCase) bool {
		return c.hasKind("ds:MIMEAccept.") && c.wantsError()
	}},
	{"slashes-of-a-host", "a target that begins with three slashes is left to the standard library, which keeps them", func(c httpCase) bool {
		return c.kind == "request:build_absolute_uri" && strings.HasPrefix(textOf(c.arg(0, "location")), "///")
	}},
	{"csp-bare", "a directive without a value forbids everything; it is kept", func(c httpCase) bool {
		return c.kind == "ds:ContentSecurityPolicy.from_header" && slices.ContainsFunc(strings.Split(c.text(), ";"), isBare)
	}},
}

// isBare tells whether a directive stands without a value.
func isBare(directive string) bool {
	return len(strings.Fields(directive)) == 1
}

func isFormType(t string) bool {
	return t == "multipart/form-data" || t == "application/x-www-form-urlencoded"
}

// multipart returns the body and the boundary of a multipart form, if the case
// is one.
func (c httpCase) multipart() (body []byte, boundary string) {
	_, params := headers.ParseMediaType(c.contentType())
	if !c.hasKind("multipart", "form") || len(c.bodyBytes()) == 0 {
		return nil, ""
	}
	return c.bodyBytes(), params.Get("boundary")
}
