package combo

import (
	"encoding/base64"
	"encoding/hex"
	"html"
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/combo-web/combo/internal/json"
	"github.com/combo-web/combo/internal/redact"
)

// hidden stands in place of a secret.
const hidden = "•••"

// longCookie is from which length the value of a cookie is secret whatever its
// name: it is more likely a credential than a setting.
const longCookie = 20

func isSecretCookie(name, value string) bool {
	return redact.IsSecret(name) || len(value) >= longCookie
}

// A redactor takes secrets out of texts: known values in all their spellings,
// and what looks like the value of something with a secret name.
type redactor struct {
	spellings map[string][]string // by their first bytes: a request may have many thousands
	longest   int
}

// minSecretValue is how long a value must be to be hidden wherever it appears.
const minSecretValue = 4

func newRedactor(values []string) *redactor {
	d := &redactor{spellings: map[string][]string{}}
	seen := map[string]bool{}
	for _, v := range unique(values) {
		for _, s := range spellings(v) {
			if len(s) < minSecretValue || seen[s] {
				continue
			}
			seen[s] = true
			d.spellings[s[:minSecretValue]] = append(d.spellings[s[:minSecretValue]], s)
			d.longest = max(d.longest, len(s))
		}
	}
	return d
}

// spellings are the ways in which a message may write a value: as it is, quoted,
// escaped for HTML, JSON and URLs, in hexadecimal and base64.
func spellings(v string) []string {
	if len(v) < minSecretValue {
		return nil
	}
	quoted, ascii := strconv.Quote(v), strconv.QuoteToASCII(v)
	list := []string{v, strings.TrimSpace(v), quoted[1 : len(quoted)-1], ascii[1 : len(ascii)-1], html.EscapeString(v)}
	if b, err := json.Marshal(v); err == nil && len(b) > 2 {
		list = append(list, string(b[1:len(b)-1]))
	}
	for _, escaped := range []string{url.QueryEscape(v), url.PathEscape(v), escapePath(v)} {
		list = append(list, escaped, lowerEscapes.ReplaceAllStringFunc(escaped, strings.ToLower))
	}
	list = append(list, hex.EncodeToString([]byte(v)))
	return append(list, base64Spellings(v)...)
}

var lowerEscapes = regexp.MustCompile(`%[0-9A-F]{2}`)

// base64Spellings are what a value looks like in the base64 of it and of a
// longer text around it: that depends on the place at which it begins.
func base64Spellings(v string) []string {
	list := []string{base64.StdEncoding.EncodeToString([]byte(v)), base64.URLEncoding.EncodeToString([]byte(v))}
	for before := range 3 {
		first, end := (before*8+5)/6, (before+len(v))*8/6
		if end-first < minSecretValue {
			continue
		}
		padded := strings.Repeat("\x00", before) + v
		for _, encoding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
			list = append(list, encoding.EncodeToString([]byte(padded))[first:end])
		}
	}
	return list
}

// looksSecret are the places in a text where the value of something with a
// secret name, the password of a URL or a bearer token stands. The last group
// is the value.
var looksSecret = sync.OnceValue(func() []*regexp.Regexp {
	name := `(?i)[\w.\[\]%-]*(?:` + strings.Join(redact.Words(), "|") + `)[\w.\[\]%-]*`
	return []*regexp.Regexp{
		regexp.MustCompile(name + `=([^\s&;,"'<>` + "`" + `=]+)`),
		regexp.MustCompile(name + `\\?["']?\s*(?::=|==|=|:)\s*\\?"((?:[^"\\]|\\[^"])+)`),
		regexp.MustCompile(`://[^\s/:@]*:([^\s/]+)@`),
		regexp.MustCompile(`(?i)\b(?:bearer|basic)\s+([\w.~+/=-]{16,})`),
	}
})

// maxShown is how much of one text is shown.
const maxShown = 8 << 10

// clean returns s without secrets, cut to what is shown. It is cut after the
// secrets were found: half a secret is one, too.
func (d *redactor) clean(s string) string {
	const window = 4 * maxShown
	whole := len(s) <= window
	if !whole {
		s = s[:window]
	}
	return d.write(s, d.find(s), whole)
}

// find marks the bytes of s that are secret.
func (d *redactor) find(s string) []bool {
	marks := make([]bool, len(s))
	mark := func(from, to int) {
		for i := from; i < to; i++ {
			marks[i] = true
		}
	}
	for i := range max(0, len(s)-minSecretValue+1) {
		for _, secret := range d.spellings[s[i:i+minSecretValue]] {
			if strings.HasPrefix(s[i:], secret) {
				mark(i, i+len(secret))
			}
		}
	}
	for _, place := range looksSecret() {
		for _, m := range place.FindAllStringSubmatchIndex(s, -1) {
			mark(m[2], m[3])
		}
	}
	return marks
}

// write leaves the marked bytes out. Of a text that is not whole the end is
// left out as well: a secret may begin there.
func (d *redactor) write(s string, secret []bool, whole bool) string {
	end := len(s)
	if !whole {
		end = max(0, end-d.longest)
	}
	var b strings.Builder
	for i := 0; i < end; i++ {
		switch {
		case b.Len() >= maxShown:
			return strings.ToValidUTF8(b.String(), "\uFFFD") + "…"
		case !secret[i]:
			b.WriteByte(s[i])
		case i == 0 || !secret[i-1]:
			b.WriteString(hidden)
		}
	}
	if !whole {
		b.WriteString("…")
	}
	return strings.ToValidUTF8(b.String(), "\uFFFD")
}

// cleanAll cleans every string in v, a pointer to a struct. A walk over all
// of them cannot forget one.
func (d *redactor) cleanAll(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		if v.CanSet() { // else the page cannot show it either
			v.SetString(d.clean(v.String()))
		}
	case reflect.Pointer:
		if !v.IsNil() {
			d.cleanAll(v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			d.cleanAll(v.Index(i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			d.cleanAll(v.Field(i))
		}
	}
}

// secretsOf collects the secret values of the site and of a request.
func (f *failure) secretsOf() []string {
	list := slices.Clone(f.site.config.Secret)
	for name, values := range f.r.Header {
		for _, v := range values {
			list = append(list, secretsOfHeader(name, v)...)
		}
	}
	for _, c := range cookiePairs(f.r) {
		if isSecretCookie(c.Name, c.Value) {
			list = append(list, c.raw, c.Value)
		}
	}
	if _, password, ok := f.r.BasicAuth(); ok {
		list = append(list, password)
	}
	if password, ok := f.r.URL.User.Password(); ok {
		list = append(list, password)
	}
	list = append(list, secretsOfPairs(queryPairs(f.r.URL.RawQuery))...)
	list = append(list, secretsOfPairs(f.formPairs())...)
	return append(list, secretsOfPairs(f.paramPairs())...)
}

// secretsOfHeader finds what is secret in a field: its value, the part behind
// the scheme, and the values of secret names in the query of a URL.
func secretsOfHeader(name, value string) []string {
	var list []string
	if redact.IsSecretHeader(name) {
		_, behind, _ := strings.Cut(value, " ")
		list = append(list, value, behind)
	}
	if _, query, ok := strings.Cut(value, "?"); ok {
		list = append(list, secretsOfPairs(queryPairs(query))...)
	}
	return list
}

func secretsOfPairs(pairs []pair) []string {
	var list []string
	for _, p := range pairs {
		if redact.IsSecret(p.Name) {
			list = append(list, p.raw, p.Value)
		}
	}
	return list
}

// cutText shortens a text that has been cleaned.
func cutText(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	for limit > 0 && !utf8.RuneStart(s[limit]) {
		limit--
	}
	return s[:limit] + "…"
}
