package headers

import "strings"

// ParseList reads a list, such as
//
//	a, "b, c"
//
// (RFC 9110 §5.6.1), into its items. Quotes around a whole item and the escapes
// in them are undone; an item that is quoted in part is kept as it is. Empty
// items are left out. A list with a quote that does not end cannot be read and
// has no items.
func ParseList(value string) []string {
	if value == "" {
		return nil
	}
	items := make([]string, 0, strings.Count(value, ",")+1)
	for value != "" {
		item, rest, ok := cutUnquoted(value, ',')
		if !ok {
			return nil
		}
		if item = trim(item); item != "" {
			items = append(items, Unquote(item))
		}
		value = rest
	}
	return items
}

// FormatList writes a list, each item through [Quote].
func FormatList(items []string) string {
	quoted := make([]string, len(items))
	for i, item := range items {
		quoted[i] = Quote(item)
	}
	return strings.Join(quoted, ", ")
}

// ParseDict reads a list of names with values, such as
//
//	no-cache, max-age=60, private="Set-Cookie, X-User"
//
// A name without "=" becomes a bare [Param]. Names keep their case. Extended
// values (RFC 8187) are decoded. Items without a name are left out, and so are
// those after [MaxParams]; a list with a quote that does not end cannot be read
// and has no items.
func ParseDict(value string) Params {
	var params Params
	for value != "" && len(params) < MaxParams {
		item, rest, ok := cutUnquoted(value, ',')
		if !ok {
			return nil
		}
		if param := parseDictItem(item); param.Name != "" {
			params = append(params, param)
		}
		value = rest
	}
	return params
}

func parseDictItem(item string) Param {
	name, value, ok := strings.Cut(item, "=")
	name = trim(name)
	if !ok {
		return Param{Name: Unquote(name), Bare: true}
	}
	value = trim(value)
	if plain, extended := strings.CutSuffix(name, "*"); extended {
		if strings.HasSuffix(plain, "*") {
			return Param{}
		}
		return Param{Name: plain, Value: decodeCharset(cutCharset(Unquote(value)))}
	}
	return Param{Name: name, Value: Unquote(value)}
}

// isDictName reports whether a name can be written and read back: it is a token
// that does not end with the star of the extended form.
func isDictName(name string) bool { return IsToken(name) && name[len(name)-1] != '*' }

// FormatDict writes a list of names with values, the reverse of [ParseDict].
// Parameters whose name is not a token are left out.
func FormatDict(params Params) string {
	items := make([]string, 0, len(params))
	for _, p := range params {
		switch {
		case !isDictName(p.Name):
		case p.Bare:
			items = append(items, p.Name)
		default:
			items = append(items, p.Name+"="+Quote(p.Value))
		}
	}
	return strings.Join(items, ", ")
}
