package headers

import (
	"crypto/sha256"
	"encoding/base64"
	"strings"
)

// An ETag is an entity tag: a name for one version of what a URL serves
// (RFC 9110 §8.8.3). One with an empty Tag means that there is none.
type ETag struct {
	Tag  string // without quotes
	Weak bool   // the same meaning, but perhaps not the same bytes
}

// etagBytes may stand in an entity tag: etagc of RFC 9110 §8.8.3.
var etagBytes = func() *byteSet {
	var set byteSet
	for b := range set {
		set[b] = b > ' ' && b != '"' && b != 0x7f
	}
	return &set
}()

// ParseETag reads one entity tag: "x" or W/"x". Without quotes, all of s is the
// tag.
func ParseETag(s string) ETag {
	s = trim(s)
	rest, weak := cutWeak(s)
	if len(rest) >= 2 && rest[0] == '"' && rest[len(rest)-1] == '"' {
		rest = rest[1 : len(rest)-1]
	}
	return ETag{Tag: rest, Weak: weak}
}

// ETagOf returns a strong entity tag for a body: its SHA-256 in 43 characters.
func ETagOf(body []byte) ETag {
	sum := sha256.Sum256(body)
	return ETag{Tag: base64.RawURLEncoding.EncodeToString(sum[:])}
}

// IsZero reports whether there is no tag.
func (e ETag) IsZero() bool { return e.Tag == "" }

// String writes the tag as it stands in a field, or "" if there is none. Bytes
// that a tag cannot hold are written as %XX.
func (e ETag) String() string {
	if e.IsZero() {
		return ""
	}
	s := `"` + percentEncode(e.Tag, etagBytes) + `"`
	if e.Weak {
		return "W/" + s
	}
	return s
}

// MatchStrong reports whether both tags are strong and the same: the same bytes.
func (e ETag) MatchStrong(other ETag) bool {
	return !e.Weak && !other.Weak && e.MatchWeak(other)
}

// MatchWeak reports whether both have the same tag: the same meaning.
func (e ETag) MatchWeak(other ETag) bool {
	return e.Tag == other.Tag && !e.IsZero()
}

// ETags are the tags of an If-Match or If-None-Match field. The zero value is
// that of an absent field.
type ETags struct {
	Any  bool // the field is *
	Tags []ETag
}

// ParseETags reads a list of entity tags, or *. Tags without quotes are accepted;
// what follows a quote that does not end is ignored.
func ParseETags(value string) ETags {
	tags := ETags{Tags: make([]ETag, 0, strings.Count(value, ",")+1)}
	for {
		tag, any, rest, ok := nextETag(value)
		if !ok {
			return tags
		}
		if any {
			return ETags{Any: true}
		}
		if !tag.IsZero() {
			tags.Tags = append(tags.Tags, tag)
		}
		value = rest
	}
}

// MatchStrong reports whether the field is * or holds a tag that strongly
// matches e, as If-Match asks.
func (t ETags) MatchStrong(e ETag) bool {
	return t.Any || t.contains(e, ETag.MatchStrong)
}

// MatchWeak reports whether the field is * or holds a tag that weakly matches e,
// as If-None-Match asks.
func (t ETags) MatchWeak(e ETag) bool {
	return t.Any || t.contains(e, ETag.MatchWeak)
}

// String writes the field.
func (t ETags) String() string {
	if t.Any {
		return "*"
	}
	items := make([]string, len(t.Tags))
	for i, tag := range t.Tags {
		items[i] = tag.String()
	}
	return strings.Join(items, ", ")
}

func (t ETags) contains(e ETag, match func(a, b ETag) bool) bool {
	for _, tag := range t.Tags {
		if match(tag, e) {
			return true
		}
	}
	return false
}

// nextETag reads the first tag of a list. It is not ok at the end of the list.
// A tag has no escapes: it ends at the next quote.
func nextETag(list string) (tag ETag, any bool, rest string, ok bool) {
	for list != "" && (isSpace(list[0]) || list[0] == ',') {
		list = list[1:]
	}
	if list == "" {
		return ETag{}, false, "", false
	}
	body, weak := cutWeak(list)
	if body == "" || body[0] != '"' {
		raw, rest, _ := strings.Cut(body, ",")
		raw = trim(raw)
		return ETag{Tag: raw, Weak: weak}, raw == "*" && !weak, rest, true
	}
	quoted, rest, ok := strings.Cut(body[1:], `"`)
	_, rest, _ = strings.Cut(rest, ",")
	return ETag{Tag: quoted, Weak: weak}, false, rest, ok
}

func cutWeak(s string) (rest string, weak bool) {
	if len(s) >= 2 && lowerByte(s[0]) == 'w' && s[1] == '/' {
		return s[2:], true
	}
	return s, false
}
