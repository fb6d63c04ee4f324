package combo

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// linear is what the tree must equal: one route after the other, each as one
// regular expression.
type linear struct {
	leaves   []*leaf
	patterns []*regexp.Regexp
	captures [][]capture
}

func newLinear(leaves []*leaf) linear {
	l := linear{leaves: leaves}
	for _, leaf := range leaves {
		source := leaf.pattern.source()
		if leaf.answer.mount {
			source = strings.TrimSuffix(source, `\z`) + `((?s).*)\z`
		}
		l.patterns = append(l.patterns, regexp.MustCompile(source))
		l.captures = append(l.captures, leaf.pattern.captures())
	}
	return l
}

// match returns the values of the parameters of the i-th route, mounts with the
// rest of the path at the end.
func (l linear) match(i int, host, path string) (values []string, ok bool) {
	leaf := l.leaves[i]
	if leaf.host != nil {
		if values, ok = leaf.host.match(host); !ok {
			return nil, false
		}
	}
	groups := l.patterns[i].FindStringSubmatch(path)
	if groups == nil {
		return nil, false
	}
	for _, c := range l.captures[i] {
		if c.conv != nil && !c.conv.accepts(groups[c.group]) {
			return nil, false
		}
		values = append(values, groups[c.group])
	}
	if leaf.answer.mount {
		values = append(values, groups[len(groups)-1])
	}
	return values, true
}

func (l linear) find(method, host, path string) (order int, values []string, candidates int) {
	order = -1
	for i, leaf := range l.leaves {
		found, ok := l.match(i, host, path)
		if !ok {
			continue
		}
		candidates++
		if order < 0 && leaf.allows(method) {
			order, values = i, found
		}
	}
	return order, values, candidates
}

// treeFind gives the tree's answer in the same form.
func treeFind(t *tree, method, host, path string) (order int, values []string) {
	var f found
	if !t.find(method, host, path, &f) {
		return -1, nil
	}
	values = f.values[:len(f.leaf.params)]
	if f.leaf.answer.mount {
		values = append(slices.Clone(values), f.rest)
	}
	return f.leaf.order, values
}

// A world makes random routes and paths of few pieces, so that many routes
// match the same path.
type world struct{ *rand.Rand }

var (
	worldWords   = []string{"a", "b", "ab", "1", "12", "a-b", "x.y", ""}
	worldParams  = []string{"<int:%s>", "<%s>", "<str:%s>", "<slug:%s>", "<string(length=2):%s>", "<any(a,b,12):%s>", "<float:%s>", "<path:%s>", "<int(max=9):%s>"}
	worldMethods = []string{"GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS"}
	worldHosts   = []string{"a.test", "b.test", "x.b.test"}
)

func pick[T any](w world, list []T) T { return list[w.IntN(len(list))] }

func (w world) param(n *int) string {
	*n++
	return fmt.Sprintf(pick(w, worldParams), fmt.Sprintf("p%d", *n))
}

func (w world) segment(n *int) string {
	switch w.IntN(10) {
	case 0, 1, 2, 3:
		return pick(w, worldWords)
	case 4:
		return pick(w, worldWords) + w.param(n)
	case 5:
		return w.param(n) + pick(w, []string{"-", ".", ""}) + w.param(n)
	}
	return w.param(n)
}

func (w world) pattern(n *int) string {
	segments := make([]string, 1+w.IntN(3))
	for i := range segments {
		segments[i] = w.segment(n)
	}
	return strings.TrimLeft(strings.Join(segments, "/")+pick(w, []string{"", "/"}), "/")
}

func (w world) route() Route {
	n := 0
	view := View(func(*http.Request) (*Response, error) { return NoContent() })
	switch w.IntN(12) {
	case 0:
		return Regexp(pick(w, []string{`^a/(?P<p>[0-9]+)$`, `^(?P<p>.*)$`, `(\d+)/$`, `^(a|b)/`, `^ab?/(.*)$`}), view)
	case 1:
		return Mount(pick(w, []string{"", "a/", "b/1/", "<int:p>/"}), http.NotFoundHandler())
	case 2:
		prefix := w.pattern(&n)
		return Include(prefix, URLs{Path(w.pattern(&n), view)})
	}
	r := Path(w.pattern(&n), view)
	if w.IntN(2) == 0 {
		r = r.Methods(pick(w, worldMethods[:4]))
	}
	if w.IntN(6) == 0 {
		r = r.Host(pick(w, []string{"a.test", "<sub>.test", "<x>.b.test"}))
	}
	return r
}

func (w world) path() string {
	pieces := make([]string, 1+w.IntN(4))
	for i := range pieces {
		pieces[i] = pick(w, worldWords)
		if w.IntN(6) == 0 {
			pieces[i] += pick(w, worldWords)
		}
	}
	return strings.Join(pieces, "/") + pick(w, []string{"", "/"})
}

// pathOf makes a path that one of the routes probably matches.
func (w world) pathOf(leaves []*leaf) string {
	if len(leaves) == 0 || w.IntN(4) == 0 {
		return w.path()
	}
	var b strings.Builder
	for _, token := range pick(w, leaves).pattern.tokens {
		switch {
		case token.conv != nil:
			b.WriteString(w.textFor(token.conv))
		case token.regex != "":
			b.WriteString(w.path())
		}
		b.WriteString(token.literal)
	}
	return b.String()
}

func (w world) textFor(c *converter) string {
	for range 20 {
		if text := pick(w, worldWords); c.accepts(text) {
			return text
		}
	}
	return "1.5"
}

// routes makes the leaves of a random site. Routes that can never answer stay:
// the matcher must ignore them rightly.
func (w world) routes() []*leaf {
	var urls URLs
	for range 3 + w.IntN(20) {
		urls = append(urls, w.route())
	}
	f := flattener{options: http.NotFoundHandler()}
	f.walk(urls, surroundings{})
	for i, l := range f.leaves {
		l.order = i
	}
	return f.leaves
}

// compare counts, over random triples, how often the two differ, and how many
// triples had several candidates.
func compare(t *testing.T, triples int, find func(*tree, string, string, string) (int, []string)) (different, several int) {
	w := world{rand.New(rand.NewPCG(1, 2))}
	for done := 0; done < triples; {
		leaves := w.routes()
		oracle, tree := newLinear(leaves), newTree()
		for _, l := range leaves {
			tree.add(l)
		}
		for range 200 {
			method, host, path := pick(w, worldMethods), pick(w, worldHosts), w.pathOf(leaves)
			wantOrder, wantValues, candidates := oracle.find(method, host, path)
			order, values := find(tree, method, host, path)
			if candidates > 1 {
				several++
			}
			if order != wantOrder || !slices.Equal(values, wantValues) {
				different++
				if different == 1 && t != nil {
					t.Errorf("%s %s/%s: tree gives route %d %q, the list route %d %q; routes:\n%s", method, host, path, order, values, wantOrder, wantValues, listing(leaves))
				}
			}
			done++
		}
	}
	return different, several
}

func listing(leaves []*leaf) string {
	var b strings.Builder
	for _, l := range leaves {
		fmt.Fprintf(&b, "%d %v %s mount=%v\n", l.order, l.methods, l.text(), l.answer.mount)
	}
	return b.String()
}

// triples is a million, as the claim says; -short is for those who wait.
func triples() int {
	if testing.Short() {
		return 50_000
	}
	return 1_000_000
}

func TestTreeEqualsList(t *testing.T) {
	t.Parallel()
	different, several := compare(t, triples(), treeFind)
	if different > 0 {
		t.Errorf("%d of %d answers differ", different, triples())
	}
	t.Logf("%d of %d paths had two or more candidates", several, triples())
	if share := float64(several) / float64(triples()); share < 0.3 {
		t.Errorf("only %.0f%% of the paths had two or more candidates, want 30%%", share*100)
	}
}

// A matcher that takes any of the matching routes must be found out, or the
// test above shows nothing.
func TestTreeMutantIgnoringOrderIsCaught(t *testing.T) {
	mutant := func(tree *tree, method, host, path string) (int, []string) {
		last := -1
		tree.each(host, path, func(l *leaf) {
			if l.allows(method) {
				last = max(last, l.order)
			}
		})
		order, values := treeFind(tree, method, host, path)
		if last != order {
			values = nil
		}
		return last, values
	}
	if different, _ := compare(nil, 20_000, mutant); different == 0 {
		t.Error("a matcher that ignores the order of routes was not noticed")
	}
}
