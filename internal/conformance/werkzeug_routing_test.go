package main

import (
	"strings"
	"testing"
)

// mapCorpus is a corpus of a station that nobody recorded.
const mapCorpus = `{
"maps": {
 "station": {"rules": [
   {"rule": "/<path:rest>", "endpoint": "lost", "merge_slashes": true, "strict_slashes": true},
   {"rule": "/tracks/<name>", "endpoint": "name", "merge_slashes": true, "strict_slashes": true, "methods": ["GET", "HEAD"]},
   {"rule": "/tracks/<int:n>", "endpoint": "track", "merge_slashes": true, "strict_slashes": true},
   {"rule": "/tracks/", "endpoint": "track", "merge_slashes": true, "strict_slashes": true, "defaults": {"n": 1}},
   {"rule": "/tracks/main", "endpoint": "main", "merge_slashes": true, "strict_slashes": true, "methods": ["POST"]},
   {"rule": "/wire", "endpoint": "wire", "merge_slashes": true, "strict_slashes": true, "websocket": true}]},
 "lines": {"rules": [
   {"rule": "/", "endpoint": "line", "subdomain": "<line>", "merge_slashes": true, "strict_slashes": true},
   {"rule": "/map/", "endpoint": "map", "merge_slashes": true, "strict_slashes": true},
   {"rule": "/loose", "endpoint": "loose", "merge_slashes": true, "strict_slashes": false},
   {"rule": "/kept//apart", "endpoint": "apart", "merge_slashes": false, "strict_slashes": true}]}},
"cases": [
 {"name": "number first", "op": "match", "map": "station", "adapter": {"server_name": "st.test", "script_name": "/", "url_scheme": "http", "default_method": "GET"},
  "args": ["/tracks/9"], "kwargs": {}, "expected": {"endpoint": "track", "args": {"n": 9}}},
 {"name": "fixed text first", "op": "match", "map": "station", "adapter": {"server_name": "st.test", "script_name": "/", "url_scheme": "http", "default_method": "GET"},
  "args": ["/tracks/main", "POST"], "kwargs": {}, "expected": {"endpoint": "main", "args": {}}},
 {"name": "path last", "op": "match", "map": "station", "adapter": {"server_name": "st.test", "script_name": "/", "url_scheme": "http", "default_method": "GET"},
  "args": ["/tracks/9/end"], "kwargs": {}, "expected": {"endpoint": "lost", "args": {"rest": "tracks/9/end"}}},
 {"name": "default", "op": "build", "map": "station", "adapter": {"server_name": "st.test", "script_name": "/", "url_scheme": "http"},
  "args": ["track", {"n": 1}], "kwargs": {}, "expected": "/tracks/"},
 {"name": "mounted, absolute, with a query", "op": "build", "map": "station",
  "adapter": {"server_name": "st.test", "script_name": "/app/", "url_scheme": "http"}, "args": ["track", {"n": 2, "q": ["a b", null]}],
  "kwargs": {"force_external": true, "url_scheme": "https"}, "expected": "https://st.test/app/tracks/2?q=a+b"},
 {"name": "unknown", "op": "build", "map": "station", "adapter": {"server_name": "st.test", "script_name": "/", "url_scheme": "http"},
  "args": ["bench"], "kwargs": {}, "error": {"cls": "BuildError"}},
 {"name": "other subdomain", "op": "build", "map": "lines", "adapter": {"server_name": "st.test", "script_name": "/", "url_scheme": "http", "subdomain": "u2"},
  "args": ["map"], "kwargs": {}, "expected": "http://st.test/map/"},
 {"name": "subdomain", "op": "match", "map": "lines", "adapter": {"server_name": "st.test", "script_name": "/", "url_scheme": "http", "subdomain": "u2",
  "path_info": "/", "default_method": "GET"}, "args": [], "kwargs": {}, "expected": {"endpoint": "line", "args": {"line": "u2"}}},
 {"name": "slash", "op": "match", "map": "lines", "adapter": {"server_name": "st.test", "script_name": "/", "url_scheme": "http", "default_method": "GET"},
  "args": ["/map"], "kwargs": {"query_args": {"zoom": 3}}, "error": {"cls": "RequestRedirect", "new_url": "http://st.test/map/?zoom=3"}},
 {"name": "nothing", "op": "match", "map": "lines", "adapter": {"server_name": "st.test", "script_name": "/", "url_scheme": "http", "default_method": "GET"},
  "args": ["/nowhere"], "kwargs": {}, "error": {"cls": "NotFound"}},
 {"name": "methods", "op": "allowed_methods", "map": "station", "adapter": {"server_name": "st.test", "script_name": "/", "url_scheme": "http", "default_method": "GET"},
  "args": ["/tracks/main"], "kwargs": {}, "expected": ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]},
 {"name": "out: wire", "op": "match", "map": "station", "adapter": {"server_name": "st.test", "script_name": "/", "websocket": true}, "args": ["/wire"], "kwargs": {},
  "expected": {"endpoint": "wire", "args": {}}},
 {"name": "out: loose", "op": "match", "map": "lines", "adapter": {"server_name": "st.test", "script_name": "/", "default_method": "GET"}, "args": ["/loose/"], "kwargs": {},
  "expected": {"endpoint": "loose", "args": {}}},
 {"name": "out: apart", "op": "match", "map": "lines", "adapter": {"server_name": "st.test", "script_name": "/", "default_method": "GET"}, "args": ["/kept/apart"], "kwargs": {},
  "error": {"cls": "NotFound"}},
 {"name": "out: no map", "op": "match", "map": "tunnel", "args": [], "kwargs": {}, "adapter": {}},
 {"name": "out: for a method", "op": "build", "map": "station", "adapter": {"server_name": "st.test", "script_name": "/", "url_scheme": "http"},
  "args": ["main"], "kwargs": {"method": "GET"}, "error": {"cls": "BuildError"}}
]}`

func TestMapRules(t *testing.T) {
	t.Parallel()
	got, err := runSuite(werkzeugRouting(), []byte(mapCorpus))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range got.failures {
		t.Errorf("%s: %v", f.name, f.err)
	}
	for _, id := range []string{"kind-not-known", "websocket", "slashes-not-strict", "merge-slashes-off", "build-for-method"} {
		if got.out[id] != 1 {
			t.Errorf("%d cases under %s, want 1", got.out[id], id)
		}
	}
}

func TestInOrder(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ rules, want string }{
		{"/<x> /<int:x> /a", "/a /<int:x> /<x>"},
		{"/<path:p> /<x> /<float:f>", "/<float:f> /<x> /<path:p>"},
		{"/<path:p>/c /<path:p>", "/<path:p>/c /<path:p>"},
		{"/<path:p>/<a>/<b> /<path:p>/c", "/<path:p>/c /<path:p>/<a>/<b>"},
		{"/<x> /a<x> /<x>b", "/a<x> /<x>b /<x>"},
		{"/a/<x> /<x>/a /a/b", "/a/b /a/<x> /<x>/a"},
		{"/<x>-<y> /<x>", "/<x>-<y> /<x>"},
	} {
		var rules []*mapRule
		for rule := range strings.FieldsSeq(test.rules) {
			rules = append(rules, &mapRule{Rule: rule})
		}
		var got []string
		for _, r := range inOrder(rules) {
			got = append(got, r.Rule)
		}
		if s := strings.Join(got, " "); s != test.want {
			t.Errorf("inOrder(%s) = %s, want %s", test.rules, s, test.want)
		}
	}
}

func TestInBuildOrder(t *testing.T) {
	t.Parallel()
	path := &mapRule{Endpoint: "other", Rule: "/<path:p>"}
	short := &mapRule{Endpoint: "e", Rule: "/x"}
	first := &mapRule{Endpoint: "e", Rule: "/x/<a>"}
	second := &mapRule{Endpoint: "e", Rule: "/y/<a>"}
	fixed := &mapRule{Endpoint: "e", Rule: "/z/", Defaults: defaults{"a": 1}}
	got := inBuildOrder([]*mapRule{path, fixed, short, first, second})
	want := []*mapRule{short, second, first, fixed, path}
	for i, r := range want {
		if got[i] != r {
			t.Errorf("place %d has %s, want %s", i, got[i].Rule, r.Rule)
		}
	}
}
