package headers

import (
	"slices"
	"sort"
	"strconv"
	"strings"
)

// How many bytes of an Accept field are read. What follows the last comma before
// the limit is ignored: no client has so much to say, and an attacker has.
const (
	MaxAccept         = 4096
	MaxAcceptLanguage = 500
)

// Accept is what a client accepts, from one of the fields Accept,
// Accept-Language, Accept-Encoding and Accept-Charset (RFC 9110 §12.5). The zero
// value, and that of an empty field, accepts nothing: [Accept.Best] is then ""
// and the server sends its default.
type Accept struct {
	choices []choice
	kind    acceptKind
}

// A Choice is one of the things that a client accepts.
type Choice struct {
	Value   string  // as sent, with its parameters: text/html; level=1
	Quality float64 // 0 (not acceptable) to 1
}

// acceptKind says how the values of a field compare.
type acceptKind int

const (
	acceptNames acceptKind = iota
	acceptMedia
	acceptLanguages
)

// A choice is a Choice with what comparing needs.
type choice struct {
	Choice
	key         acceptKey
	specificity int
}

// An acceptKey is a value taken apart and in one spelling. Names and languages
// are only a main part.
type acceptKey struct {
	main, sub, params string
}

// ParseAccept reads an Accept field: media types, */* and text/*, with their
// parameters. Choices whose quality is not a number from 0 to 1 with at most
// three decimals are ignored. At most [MaxAccept] bytes are read.
func ParseAccept(value string) Accept { return parseAccept(value, acceptMedia, MaxAccept) }

// ParseAcceptLanguage reads an Accept-Language field. What is not a language tag
// (RFC 4647 §2.1, "_" counting as "-") or * is ignored, and so are invalid
// qualities. At most [MaxAcceptLanguage] bytes are read.
func ParseAcceptLanguage(value string) Accept {
	return parseAccept(value, acceptLanguages, MaxAcceptLanguage)
}

// ParseAcceptEncoding reads an Accept-Encoding or Accept-Charset field: names
// and *. Invalid qualities are ignored. At most [MaxAccept] bytes are read.
func ParseAcceptEncoding(value string) Accept { return parseAccept(value, acceptNames, MaxAccept) }

// Choices returns what the client accepts, or refuses with quality 0: the more
// specific first, then by quality, then as sent.
func (a Accept) Choices() []Choice {
	choices := make([]Choice, len(a.choices))
	for i, c := range a.choices {
		choices[i] = c.Choice
	}
	return choices
}

// ByQuality returns what the client accepts in the order of its wishes: by
// quality, then the more specific first, then as sent.
func (a Accept) ByQuality() []Choice {
	choices := a.Choices()
	sort.SliceStable(choices, func(i, j int) bool { return choices[i].Quality > choices[j].Quality })
	return choices
}

// Quality returns the quality of the most specific choice that offer matches,
// from 0 to 1, or 0 if it matches none. Languages match here if they are equal:
// only [Accept.Best] falls back from de-AT to de.
func (a Accept) Quality(offer string) float64 {
	if i := a.Index(offer); i >= 0 {
		return a.choices[i].Quality
	}
	return 0
}

// Index returns the position in [Accept.Choices] of the first choice that offer
// matches, or -1.
func (a Accept) Index(offer string) int {
	key := a.kind.key(offer)
	return slices.IndexFunc(a.choices, func(c choice) bool { return c.key.matches(key) })
}

// Best returns the offer that the client likes most: the one of the highest
// quality; if several have it, the one that matches the more specific choice;
// then the first. It returns "" if the client accepts none of them.
//
// Languages are looked up as in RFC 4647 §3.4: for each choice, best quality
// first, the offer that is equal; then one that is equal when the choice loses
// its last subtags, so that de-AT gets de; then one with the same first subtag,
// so that de gets de-CH.
func (a Accept) Best(offers ...string) string {
	best := -1
	if a.kind == acceptLanguages {
		best = a.lookup(offers)
	} else {
		best = a.best(offers)
	}
	if best < 0 {
		return ""
	}
	return offers[best]
}

// String writes the field, in the order of [Accept.Choices].
func (a Accept) String() string {
	items := make([]string, len(a.choices))
	for i, c := range a.choices {
		items[i] = c.Value
		if c.Quality != 1 {
			items[i] += ";q=" + strconv.FormatFloat(c.Quality, 'f', -1, 64)
		}
	}
	return strings.Join(items, ", ")
}

// best returns the index of the best offer, or -1.
func (a Accept) best(offers []string) int {
	best, quality, specificity := -1, 0.0, 0
	for i, offer := range offers {
		found := a.Index(offer)
		if found < 0 {
			continue
		}
		c := a.choices[found]
		if c.Quality > quality || c.Quality == quality && quality > 0 && c.specificity > specificity {
			best, quality, specificity = i, c.Quality, c.specificity
		}
	}
	return best
}

// lookup returns the index of the best offer of a language, or -1.
func (a Accept) lookup(offers []string) int {
	tags := make([]string, len(offers)) // "" for what the client refuses
	for i, offer := range offers {
		if found := a.Index(offer); found < 0 || a.choices[found].Quality > 0 {
			tags[i] = a.kind.key(offer).main
		}
	}
	for _, wish := range a.ByQuality() {
		if wish.Quality == 0 {
			break
		}
		if i := lookupTag(a.kind.key(wish.Value).main, tags); i >= 0 {
			return i
		}
	}
	return -1
}

// lookupTag returns the index of the tag that comes nearest to wish, or -1.
func lookupTag(wish string, tags []string) int {
	if wish == "*" {
		return slices.IndexFunc(tags, func(tag string) bool { return tag != "" })
	}
	for cut := len(wish); cut > 0; cut = strings.LastIndexByte(wish, '-') {
		wish = wish[:cut]
		if i := slices.Index(tags, wish); i >= 0 {
			return i
		}
	}
	return slices.IndexFunc(tags, func(tag string) bool { return strings.HasPrefix(tag, wish+"-") })
}

func parseAccept(value string, kind acceptKind, limit int) Accept {
	if len(value) > limit {
		value = value[:strings.LastIndexByte(value[:limit], ',')+1]
	}
	a := Accept{kind: kind}
	for value != "" {
		item, rest, ok := cutUnquoted(value, ',')
		if !ok {
			break
		}
		if c, ok := kind.parse(item); ok {
			a.choices = append(a.choices, c)
		}
		value = rest
	}
	sort.SliceStable(a.choices, func(i, j int) bool { return a.choices[i].before(a.choices[j]) })
	return a
}

func (c choice) before(d choice) bool {
	if c.specificity != d.specificity {
		return c.specificity > d.specificity
	}
	return c.Quality > d.Quality
}

// parse reads one item: a value, parameters and a quality among them.
func (k acceptKind) parse(item string) (c choice, ok bool) {
	value, params, _ := cutUnquoted(item, ';')
	c.Value, c.Quality = trim(value), 1
	for params != "" {
		var part string
		part, params, _ = cutUnquoted(params, ';')
		name, q, _ := strings.Cut(part, "=")
		if name = trim(name); equalFold(name, "q") || equalFold(name, "q*") {
			if c.Quality, ok = parseQuality(Unquote(trim(q))); !ok {
				return c, false
			}
		} else if part = trim(part); part != "" {
			c.Value += "; " + part
		}
	}
	if !k.valid(c.Value) {
		return c, false
	}
	c.key = k.key(c.Value)
	c.specificity = c.key.specificity()
	return c, true
}

// parseQuality reads a weight: RFC 9110 §12.4.2.
func parseQuality(s string) (q float64, ok bool) {
	whole, decimals, dot := strings.Cut(s, ".")
	if whole != "0" && whole != "1" || len(decimals) > 3 {
		return 0, false
	}
	if dot && decimals != "" {
		if n, ok := digits(decimals, 999); !ok || whole == "1" && n > 0 {
			return 0, false
		}
	}
	q, err := strconv.ParseFloat(s, 64)
	return q, err == nil
}

func (k acceptKind) valid(value string) bool {
	if k == acceptLanguages {
		return value == "*" || isLanguage(value)
	}
	return value != "" && isASCII(value)
}

// isLanguage reports whether tag has the form of a language range.
func isLanguage(tag string) bool {
	length, first := 0, true
	for i := range len(tag) {
		c := lowerByte(tag[i])
		switch {
		case c == '-' || c == '_':
			if length == 0 {
				return false
			}
			length, first = 0, false
			continue
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9' && !first:
		default:
			return false
		}
		if length++; length > 8 {
			return false
		}
	}
	return length > 0
}

func (k acceptKind) key(value string) acceptKey {
	value = lower(value)
	switch k {
	case acceptMedia:
		return mediaKey(value)
	case acceptLanguages:
		value = strings.ReplaceAll(value, "_", "-")
	}
	return acceptKey{main: value}
}

func mediaKey(value string) acceptKey {
	mediaType, rest, _ := cutUnquoted(value, ';')
	main, sub, ok := strings.Cut(trim(mediaType), "/")
	if !ok || main == "*" && sub != "*" {
		return acceptKey{} // not a media type: equal to none
	}
	return acceptKey{main: main, sub: sub, params: sortedParams(rest)}
}

// sortedParams writes parameters in one order and without the space around them.
func sortedParams(rest string) string {
	if rest == "" {
		return ""
	}
	var params []string
	for rest != "" {
		var part string
		part, rest, _ = cutUnquoted(rest, ';')
		if part = trim(part); part != "" {
			params = append(params, part)
		}
	}
	sort.Strings(params)
	return strings.Join(params, ";")
}

// matches compares a client's choice with a server's offer. Either may be a
// wildcard. Parameters must be the same, except with a wildcard.
func (k acceptKey) matches(offer acceptKey) bool {
	switch {
	case k.main == "" || offer.main == "":
		return false
	case k.main == "*":
		return true
	case k.sub == "" && offer.sub == "":
		return k.main == offer.main
	case offer.main == "*":
		return true
	case k.main != offer.main:
		return false
	default:
		return k.sub == "*" || offer.sub == "*" || k.sub == offer.sub && k.params == offer.params
	}
}

// specificity ranks text/html;level=1 before text/html before text/* before */*.
func (k acceptKey) specificity() int {
	s := 0
	if k.main != "*" {
		s = 2 << 12
	}
	if k.sub != "*" && k.sub != "" {
		s += 1 << 12
	}
	if k.params != "" {
		s += 1 + strings.Count(k.params, ";")
	}
	return s
}
