package main

import (
	"encoding/json"
	"testing"
)

// urlCorpus is a corpus of a library that nobody recorded.
const urlCorpus = `{
"urlconfs": {
 "library": [
  {"type": "path", "kind": "route", "text": "", "name": "home", "view": "home"},
  {"type": "path", "kind": "route", "text": "readers/<int:n>/", "converters": {"n": "int"}, "name": "reader", "view": "reader"},
  {"type": "path", "kind": "route", "text": "shelves/<slug:s>/", "converters": {"s": "slug"}, "view": "shelf", "extra": {"floor": 2}},
  {"type": "path", "kind": "regex", "text": "^rows/(\\d+)/(?:(\\d+)/)?\\Z", "name": "row", "view": "row"},
  {"type": "path", "kind": "regex", "text": "^twice/(?P<a>\\w+)-(?P=a)/$", "name": "twice", "view": "twice"},
  {"type": "path", "kind": "route", "text": "readers/<int:m>/", "converters": {"m": "int"}, "name": "shadowed", "view": "shadowed"},
  {"type": "path", "kind": "route", "text": "more/", "name": "home", "view": "more"},
  {"type": "path", "kind": "route", "text": "codes/<code:c>/", "converters": {"c": {"custom": "Code", "regex": "[A-Z]{3}"}}, "name": "code", "view": "code"},
  {"type": "include", "kind": "route", "text": "east/", "namespace": "east", "app_name": "branch", "children": [
   {"type": "path", "kind": "route", "text": "desk/", "name": "desk", "view": "desk"}]},
  {"type": "include", "kind": "route", "text": "west/", "namespace": "west", "app_name": "branch", "children": [
   {"type": "path", "kind": "route", "text": "desk/", "name": "desk", "view": "desk"},
   {"type": "include", "kind": "regex", "text": "^inner/", "namespace": "self", "app_name": "library", "ref": "library"}]},
  {"type": "include", "kind": "locale_prefix", "prefix_default_language": false, "children": [
   {"type": "path", "kind": "route", "text": "news/", "name": "news", "view": "news"}]}
 ]},
"cases": [
 {"name": "home", "op": "resolve", "urlconf": "library", "path": "/",
  "expected": {"view": "home", "url_name": "home", "args": [], "kwargs": {}, "app_names": [], "namespaces": [], "route": ""}},
 {"name": "shelf", "op": "resolve", "urlconf": "library", "path": "/shelves/a-1/",
  "expected": {"view": "shelf", "url_name": null, "args": [], "kwargs": {"s": "a-1", "floor": 2}, "app_names": [], "namespaces": [],
  "route": "shelves/<slug:s>/"}},
 {"name": "row", "op": "resolve", "urlconf": "library", "path": "/rows/3/4/",
  "expected": {"view": "row", "url_name": "row", "args": ["3", "4"], "kwargs": {}, "app_names": [], "namespaces": [],
  "route": "^rows/(\\d+)/(?:(\\d+)/)?\\z"}},
 {"name": "desk", "op": "resolve", "urlconf": "library", "path": "/west/desk/",
  "expected": {"view": "desk", "url_name": "desk", "args": [], "kwargs": {}, "app_names": ["branch"], "namespaces": ["west"], "route": "west/desk/"}},
 {"name": "nothing", "op": "resolve", "urlconf": "library", "path": "/shelves/a b/", "error": {"cls": "Resolver404"}},
 {"name": "reader", "op": "reverse", "urlconf": "library", "view": "reader", "args": [7], "kwargs": {}, "expected": "/readers/7/"},
 {"name": "current", "op": "reverse", "urlconf": "library", "view": "branch:desk", "args": [], "kwargs": {}, "current_app": "east",
  "expected": "/east/desk/"},
 {"name": "itself", "op": "reverse", "urlconf": "library", "view": "west:self:reader", "args": [], "kwargs": {"n": "8"},
  "expected": "/west/inner/readers/8/"},
 {"name": "no such name", "op": "reverse", "urlconf": "library", "view": "reeder", "args": [], "kwargs": {}, "error": {"cls": "NoReverseMatch"}},
 {"name": "mounted", "op": "reverse", "urlconf": "library", "view": "reader", "args": [7], "kwargs": {}, "script_prefix": "/lib rary/",
  "expected": "/lib%20rary/readers/7/"},
 {"name": "in Dutch", "op": "reverse", "urlconf": "library", "view": "news", "args": [], "kwargs": {}, "language": "nl", "expected": "/nl/news/"},
 {"name": "in English", "op": "reverse", "urlconf": "library", "view": "news", "args": [], "kwargs": {}, "expected": "/news/"},
 {"name": "out: no kind", "op": "guess", "urlconf": "library"},
 {"name": "out: callable", "op": "reverse", "urlconf": "library", "view": {"callable": "x"}, "args": [], "kwargs": {}, "expected": "/"},
 {"name": "out: twice", "op": "resolve", "urlconf": "library", "path": "/twice/a-b/", "error": {"cls": "Resolver404"}},
 {"name": "out: shadowed", "op": "reverse", "urlconf": "library", "view": "shadowed", "args": [1], "kwargs": {}, "expected": "/readers/1/"},
 {"name": "out: two of a name", "op": "reverse", "urlconf": "library", "view": "home", "args": [], "kwargs": {}, "expected": "/more/"},
 {"name": "out: code", "op": "reverse", "urlconf": "library", "view": "code", "args": ["abc"], "kwargs": {}, "expected": "/codes/ABC/"}
]}`

func TestURLRules(t *testing.T) {
	t.Parallel()
	got, err := runSuite(djangoURLs(), []byte(urlCorpus))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range got.failures {
		t.Errorf("%s: %v", f.name, f.err)
	}
	for _, id := range []string{"kind-not-known", "python-callable", "route-not-re2", "route-refused", "name-refused", "converter-code"} {
		if got.out[id] != 1 {
			t.Errorf("%d cases under %s, want 1", got.out[id], id)
		}
	}
}

func TestURLConfIsKeptWithoutItsBadRoutes(t *testing.T) {
	t.Parallel()
	var trees struct{ URLConfs map[string][]urlNode }
	if err := json.Unmarshal([]byte(urlCorpus), &trees); err != nil {
		t.Fatal(err)
	}
	confs := urlConfs{trees: trees.URLConfs, made: map[string]*urlConf{}}
	conf := confs.get("library", "")
	if conf.broken != nil {
		t.Fatal(conf.broken)
	}
	dropped := map[string]dropReason{}
	for _, l := range conf.leaves {
		if len(l.around) == 0 {
			dropped[l.node.View] = l.dropped
		}
	}
	want := map[string]dropReason{"twice": dropNotRE2, "shadowed": dropRefused, "home": kept, "more": kept}
	for view, reason := range want {
		if dropped[view] != reason {
			t.Errorf("the route of %s: reason %d, want %d", view, dropped[view], reason)
		}
	}
	if confs.get("museum", "") != nil {
		t.Error("a URLconf that is not there was made")
	}
}
