package main

import (
	"encoding/json"
	"errors"
	"testing"
)

// httpCorpus has a case of every family, none of them recorded.
const httpCorpus = `{"cases": [
 {"name": "form", "kind": "form", "in": {"mimetype": "application/x-www-form-urlencoded", "options": {}, "body": "YT0xJmE9MiZiPSUyMA=="},
  "expected": {"form": [["a", ["1", "2"]], ["b", [" "]]], "files": []}},
 {"name": "multipart", "kind": "multipart", "in": {"meta": {"CONTENT_TYPE": "multipart/form-data; boundary=xx"},
  "body": "LS14eA0KQ29udGVudC1EaXNwb3NpdGlvbjogZm9ybS1kYXRhOyBuYW1lPSJ0dW5lIg0KDQpNaW5vciBTd2luZw0KLS14eA0KQ29udGVudC1EaXNwb3NpdGlvbjogZm9ybS1kYXRhOyBuYW1lPSJzaGVldCI7IGZpbGVuYW1lPSJhLnR4dCINCkNvbnRlbnQtVHlwZTogdGV4dC9wbGFpbjsgY2hhcnNldD11dGYtOA0KDQpBIEINCi0teHgtLQ0K"},
  "expected": {"post": [["tune", ["Minor Swing"]]], "files": [["sheet", {"filename": "a.txt", "content_type": "text/plain", "charset": "utf-8", "size": 3, "content": "QSBC"}]]}},
 {"name": "too many fields", "kind": "request:GET", "in": {"request": {"meta": {"QUERY_STRING": "a=1&b=2"}, "settings": {"DATA_UPLOAD_MAX_NUMBER_FIELDS": 1}}},
  "error": {"cls": "TooManyFieldsSent", "msg": "too many"}},
 {"name": "query", "kind": "request:GET", "in": {"request": {"meta": {"QUERY_STRING": "q=caf%C3%A9"}}}, "expected": {"$t": "querydict", "v": [["q", ["café"]]]}},
 {"name": "args", "kind": "request:args", "in": {"query_string": {"$t": "bytes", "v": "cT0x"}}, "expected": {"$t": "ds", "cls": "ImmutableMultiDict", "v": {"lists": [["q", ["1"]]]}}},
 {"name": "querydict", "kind": "querydict", "in": {"query_string": "a=1&a=2&c"}, "expected": {"lists": [["a", ["1", "2"]], ["c", [""]]]}},
 {"name": "host", "kind": "request:get_host", "in": {"request": {"meta": {"HTTP_HOST": "a.example.com:81"}, "settings": {"ALLOWED_HOSTS": [".example.com"]}, "path": "/", "raw_scheme": "http"}},
  "expected": "a.example.com:81"},
 {"name": "bad host", "kind": "request:get_host", "in": {"request": {"meta": {"HTTP_HOST": "evil.com"}, "settings": {"ALLOWED_HOSTS": [".example.com"]}, "path": "/", "raw_scheme": "http"}},
  "error": {"cls": "DisallowedHost", "msg": "no"}},
 {"name": "url", "kind": "request:url", "in": {"method": "GET", "scheme": "https", "path": "/a b", "root_path": "/app", "headers": [["Host", "h.test"]], "server": {"$t": "tuple", "v": ["x", 80]},
  "query_string": {"$t": "bytes", "v": "cT0x"}}, "expected": "https://h.test/app/a%20b?q=1"},
 {"name": "script root", "kind": "request:script_root", "in": {"method": "GET", "scheme": "http", "path": "/", "root_path": "/app", "headers": [], "server": {"$t": "tuple", "v": ["x", 80]}}, "expected": "/app"},
 {"name": "credentials", "kind": "request:authorization", "in": {"method": "GET", "scheme": "http", "path": "/", "headers": [["Authorization", "Basic dTpw"]]},
  "expected": {"$t": "ds", "cls": "Authorization", "v": {"type": "basic", "parameters": {"username": "u", "password": "p"}, "token": null}}},
 {"name": "absolute", "kind": "request:build_absolute_uri", "in": {"request": {"meta": {"SERVER_NAME": "h.test", "SERVER_PORT": "8080"}, "path": "/a/", "raw_scheme": "http"}, "kwargs": {"location": "../b?c"}},
  "expected": "http://h.test:8080/b?c"},
 {"name": "cookies", "kind": "request:COOKIES", "in": {"request": {"meta": {"HTTP_COOKIE": "a=\"cafÃ©\""}, "path": "/"}}, "expected": {"a": "café"}},
 {"name": "answer", "kind": "response:HttpResponse", "in": {"args": ["Hé"], "kwargs": {"status": 201, "headers": {"X-A": "b"}}},
  "expected": {"status": 201, "headers": [["X-A", "b"], ["Content-Type", "text/html; charset=utf-8"]], "content": "SMOp"}},
 {"name": "JSON", "kind": "response:JsonResponse", "in": {"args": [{"a": [1, "é"]}], "kwargs": {}},
  "expected": {"status": 200, "headers": [["Content-Type", "application/json"]], "content": "eyJhIjogWzEsICJcdTAwZTkiXX0="}},
 {"name": "redirect", "kind": "response:HttpResponseRedirect", "in": {"args": ["/next/"], "kwargs": {}},
  "expected": {"status": 302, "headers": [["Content-Type", "text/html"], ["Location", "/next/"]], "content": ""}},
 {"name": "bad redirect", "kind": "response:HttpResponseRedirect", "in": {"args": ["javascript:alert(1)"], "kwargs": {}}, "error": {"cls": "DisallowedRedirect", "msg": "no"}},
 {"name": "not allowed", "kind": "response:HttpResponseNotAllowed", "in": {"args": [["PUT"]], "kwargs": {}}, "expected": {"status": 405, "headers": [["Allow", "PUT"]], "content": ""}},
 {"name": "set cookie", "kind": "set_cookie:set_cookie", "in": {"args": ["k", "ü"], "kwargs": {"max_age": 5, "httponly": true, "samesite": "Strict", "path": "/x"}},
  "expected": ["k=\"\\303\\274\"; Max-Age=5; HttpOnly; Path=/x; SameSite=Strict"]},
 {"name": "delete cookie", "kind": "set_cookie:delete_cookie", "in": {"args": ["__Secure-k"], "kwargs": {}}, "expected": "__Secure-k=; expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/; Secure"},
 {"name": "bad cookie", "kind": "fn:http.dump_cookie", "in": {"args": ["k", "v"], "kwargs": {"samesite": "perhaps"}}, "error": {"cls": "ValueError", "msg": "no"}},
 {"name": "cookie field", "kind": "fn:http.parse_cookie", "in": {"args": ["x=1; =2; x=3"], "kwargs": {}}, "expected": {"$t": "ds", "v": {"lists": [["x", ["1", "3"]]]}}},
 {"name": "cookie dict", "kind": "fn:http.cookie.parse_cookie", "in": {"args": ["x=1; x=3"], "kwargs": {}}, "expected": {"x": "3"}},
 {"name": "304", "kind": "conditional", "in": {"method": "GET", "headers": {"HTTP_IF_NONE_MATCH": "W/\"v\""}, "etag": "\"v\"", "last_modified": null, "response_status": null},
  "expected": {"status": 304}},
 {"name": "304 of content", "kind": "conditional", "in": {"method": "GET", "headers": {"HTTP_IF_MODIFIED_SINCE": "Thu, 01 Jan 1970 00:01:00 GMT"}, "etag": null, "last_modified": 60, "response_status": 200},
  "expected": {"status": 304}},
 {"name": "modified", "kind": "fn:http.is_resource_modified", "in": {"args": [{"$t": "environ", "v": {"REQUEST_METHOD": "GET", "HTTP_IF_NONE_MATCH": "\"v\""}}], "kwargs": {"etag": "v"}}, "expected": false},
 {"name": "options", "kind": "fn:http.parse_options_header", "in": {"args": ["a/b; c=\"d e\""], "kwargs": {}}, "expected": {"$t": "tuple", "v": ["a/b", {"c": "d e"}]}},
 {"name": "dict field", "kind": "fn:http.parse_dict_header", "in": {"args": ["a, b=\"c\""], "kwargs": {}}, "expected": {"a": null, "b": "c"}},
 {"name": "date", "kind": "fn:http.parse_http_date", "in": {"args": ["Thu, 01 Jan 1970 00:01:00 GMT"], "kwargs": {}}, "expected": 60},
 {"name": "date field", "kind": "fn:http.http_date", "in": {"args": [60], "kwargs": {}}, "expected": "Thu, 01 Jan 1970 00:01:00 GMT"},
 {"name": "CSP", "kind": "ds:ContentSecurityPolicy.to_header", "in": {"self": {"$t": "ds", "v": {"values": {"img-src": "*"}}}, "args": [], "kwargs": {}}, "expected": "img-src *"},
 {"name": "add field", "kind": "ds:Headers.add", "in": {"self": {"$t": "ds", "v": {"list": [["A", "1"]]}}, "args": ["a", "2"], "kwargs": {"b": "c d"}}, "expected": null,
  "after": {"$t": "ds", "v": {"list": [["A", "1"], ["a", "2; b=\"c d\""]]}}},
 {"name": "bad field", "kind": "ds:Headers.set", "in": {"self": {"$t": "ds", "v": {"list": []}}, "args": ["a", "2\nb: c"], "kwargs": {}}, "error": {"cls": "ValueError", "msg": "no"}},
 {"name": "allowed host", "kind": "fn:http.request.validate_host", "in": {"args": ["a.b.test", [".b.test"]], "kwargs": {}}, "expected": true},
 {"name": "canonical host", "kind": "fn:sansio.utils.get_host", "in": {"args": ["https", "A.test:443", null], "kwargs": {}}, "expected": "a.test"},
 {"name": "untrusted host", "kind": "fn:wsgi.get_host", "in": {"args": [{"wsgi.url_scheme": "http", "SERVER_NAME": "a.test", "SERVER_PORT": "81"}], "kwargs": {"trusted_hosts": ["b.test"]}}, "error": {"cls": "SecurityError", "msg": "no"}},
 {"name": "target", "kind": "fn:http.url_has_allowed_host_and_scheme", "in": {"args": ["//evil.test/"], "kwargs": {"allowed_hosts": {"$t": "set", "v": ["a.test"]}}}, "expected": false},
 {"name": "IRI", "kind": "fn:urls.iri_to_uri", "in": {"args": ["http://ü.test/ö"], "kwargs": {}}, "expected": "http://xn--tda.test/%C3%B6"},
 {"name": "best", "kind": "ds:MIMEAccept.best_match", "in": {"self": {"$t": "ds", "v": {"values": [["text/html", 0.5], ["text/plain", 1]]}}, "args": [["text/html", "text/plain"]], "kwargs": {}}, "expected": "text/plain"},
 {"name": "choice", "kind": "ds:LanguageAccept.__getitem__", "in": {"self": {"$t": "ds", "v": {"values": [["nl", 1], ["de", 0.25]]}}, "args": [1], "kwargs": {}}, "expected": {"$t": "tuple", "v": ["de", 0.25]}},
 {"name": "languages", "kind": "fn:translation.trans_real.parse_accept_lang_header", "in": {"args": ["nl;q=0.5,DE"], "kwargs": {}}, "expected": {"$t": "tuple", "v": [["de", 1], ["nl", 0.5]]}},
 {"name": "challenge", "kind": "ds:WWWAuthenticate.to_header", "in": {"self": {"$t": "ds", "v": {"type": "basic", "parameters": {"realm": "a b"}, "token": null}}, "args": [], "kwargs": {}}, "expected": "Basic realm=\"a b\""},
 {"name": "token", "kind": "ds:WWWAuthenticate.token", "in": {"self": {"$t": "ds", "v": {"type": "bearer", "parameters": {}, "token": "abc"}}}, "expected": "abc"},
 {"name": "range", "kind": "ds:Range.from_header", "in": {"args": ["bytes=1-2,-3"], "kwargs": {}}, "expected": {"$t": "ds", "v": {"units": "bytes", "ranges": [[1, 3], [-3, null]]}}},
 {"name": "range field", "kind": "ds:Range.to_header", "in": {"self": {"$t": "ds", "v": {"units": "bytes", "ranges": [[1, 3], [5, null]]}}, "args": [], "kwargs": {}}, "expected": "bytes=1-2,5-"},
 {"name": "content range", "kind": "ds:ContentRange.from_header", "in": {"args": ["bytes 0-1/*"], "kwargs": {}}, "expected": {"$t": "ds", "v": {"units": "bytes", "start": 0, "stop": 2, "length": null}}},
 {"name": "if range", "kind": "ds:IfRange.from_header", "in": {"args": ["\"v\""], "kwargs": {}}, "expected": {"$t": "ds", "v": {"etag": "v", "date": null}}},
 {"name": "tags", "kind": "ds:ETags.contains_raw", "in": {"self": {"$t": "ds", "v": {"strong": ["a"], "weak": ["b"], "star": false}}, "args": ["\"b\""], "kwargs": {}}, "expected": false},
 {"name": "max age", "kind": "ds:ResponseCacheControl.max_age", "in": {"self": {"$t": "ds", "v": {"values": {"max-age": "9"}}}}, "expected": 9},
 {"name": "no store", "kind": "ds:ResponseCacheControl.no_store", "in": {"self": {"$t": "ds", "v": {"values": {"max-age": "9"}}}}, "expected": false},
 {"name": "set", "kind": "ds:HeaderSet.discard", "in": {"self": {"$t": "ds", "v": {"values": ["A", "b"]}}, "args": ["a"], "kwargs": {}}, "expected": null, "after": {"$t": "ds", "v": {"values": ["b"]}}},
 {"name": "out: kind", "kind": "fn:guess", "in": {"args": [], "kwargs": {}}, "expected": 1},
 {"name": "out: container", "kind": "ds:MultiDict.pop", "in": {"self": {"$t": "ds", "v": {"lists": []}}, "args": ["a"], "kwargs": {}}, "expected": 1},
 {"name": "out: type", "kind": "fn:http.parse_date", "in": {"args": [3], "kwargs": {}}, "error": {"cls": "TypeError", "msg": "no"}},
 {"name": "out: open form", "kind": "form", "in": {"mimetype": "multipart/form-data", "options": {"boundary": "x"}, "body": "LS14DQpDb250ZW50LURpc3Bvc2l0aW9uOiBmb3JtLWRhdGE7IG5hbWU9YQ0KDQox"}, "expected": {"form": [], "files": []}},
 {"name": "out: opaque", "kind": "fn:http.parse_date", "in": {"args": [{"$t": "opaque", "v": 1}], "kwargs": {}}, "expected": 1}
]}`

func TestHTTPRules(t *testing.T) {
	t.Parallel()
	got, err := runSuite(httpParsing(), []byte(httpCorpus))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range got.failures {
		t.Errorf("%s: %v", f.name, f.err)
	}
	for _, id := range []string{"kind-not-known", "python-container", "python-type-error", "no-final-boundary", "opaque"} {
		if got.out[id] != 1 {
			t.Errorf("%d cases under %s, want 1", got.out[id], id)
		}
	}
	if got.inScope != 51 {
		t.Errorf("%d cases in scope, want 51", got.inScope)
	}
}

// mutated changes every value of a document that is compared, and swaps success
// and error.
func mutated(t *testing.T, corpus string) []byte {
	t.Helper()
	var document map[string]any
	if err := json.Unmarshal([]byte(corpus), &document); err != nil {
		t.Fatal(err)
	}
	for _, item := range document["cases"].([]any) {
		c := item.(map[string]any)
		if c["error"] != nil {
			delete(c, "error")
			c["expected"] = "/something/"
			continue
		}
		c["expected"] = changed(c["expected"])
		if c["after"] != nil {
			c["after"] = changed(c["after"])
		}
	}
	raw, err := json.Marshal(document)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// changed returns another value of the same shape.
func changed(v any) any {
	switch v := v.(type) {
	case string:
		return "x" + v
	case float64:
		return v + 1
	case bool:
		return !v
	case []any:
		for i := range v {
			v[i] = changed(v[i])
		}
		return v
	case map[string]any:
		if v["$t"] == "float" || v["$t"] == "datetime" {
			return "another"
		}
		for key := range v {
			if key != "$t" && key != "cls" {
				v[key] = changed(v[key])
			}
		}
		return v
	}
	return "not nothing"
}

// Every comparison must be able to fail: with wrong recordings nothing passes.
func TestWrongRecordingsFail(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		suite   suite
		corpus  string
		inScope int
	}{{djangoURLs(), urlCorpus, 12}, {werkzeugRouting(), mapCorpus, 11}, {httpParsing(), httpCorpus, 51}} {
		got, err := runSuite(test.suite, mutated(t, test.corpus))
		if err != nil {
			t.Fatal(err)
		}
		if got.passed != 0 || got.inScope < test.inScope-2 {
			t.Errorf("%s: %d of %d passed with wrong recordings", got.file, got.passed, got.inScope)
			for _, f := range got.failures {
				t.Logf("failed, as it should: %s: %v", f.name, f.err)
			}
		}
	}
}

// An adapter that answers wrong fails, whatever was recorded.
func TestWrongAnswersFail(t *testing.T) {
	t.Parallel()
	cases, err := loadHTTPCases([]byte(httpCorpus))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range cases[:51] {
		wrong := httpAnswer{want: knownHTTP[c.kind].want, ask: func(httpCase) (any, error) { return "wrong", nil }}
		if wrong.check(c) == nil {
			t.Errorf("%s: a wrong answer passes", c.all.text("name"))
		}
		wrong.ask = func(httpCase) (any, error) { return nil, errors.New("wrong") }
		if err := wrong.check(c); (err == nil) != c.wantsError() {
			t.Errorf("%s: an error gives %v", c.all.text("name"), err)
		}
		wrong.ask = func(httpCase) (any, error) { return nil, broken{errors.New("500")} }
		if wrong.check(c) == nil {
			t.Errorf("%s: a site that fails passes", c.all.text("name"))
		}
	}
}
