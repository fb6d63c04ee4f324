package main

import (
	"github.com/combo-web/combo/headers"
)

// etagAnswers are entity tags.
var etagAnswers = map[string]httpAnswer{
	"fn:http.quote_etag":     answering(func(v string) any { return headers.ParseETag(v).String() }),
	"fn:http.unquote_etag":   answering(func(v string) any { e := headers.ParseETag(v); return []any{e.Tag, e.Weak} }),
	"fn:http.parse_etags":    {ask: parseETags},
	"fn:http.generate_etag":  asking(func(c httpCase) any { return headers.ETagOf(bytesOf(c.arg(0, "data"))).Tag }),
	"ds:ETags.from_header":   answering(func(v string) any { return etagsState(headers.ParseETags(v)) }),
	"ds:ETags.to_header":     asking(func(c httpCase) any { return c.etags().String() }),
	"ds:ETags.__len__":       asking(func(c httpCase) any { return len(c.etags().Tags) }),
	"ds:ETags.__call__":      asking(func(c httpCase) any { return c.etags().MatchStrong(headers.ETag{Tag: textOf(c.arg(0, "etag"))}) }),
	"ds:ETags.contains":      asking(func(c httpCase) any { return c.etags().MatchStrong(headers.ETag{Tag: c.text()}) }),
	"ds:ETags.contains_weak": asking(func(c httpCase) any { return c.etags().MatchWeak(headers.ETag{Tag: c.text()}) }),
	"ds:ETags.contains_raw":  asking(containsRaw),
	"ds:ETags.__contains__":  asking(func(c httpCase) any { return c.etags().MatchStrong(headers.ETag{Tag: c.text()}) }),
	"ds:ETags.is_weak":       asking(func(c httpCase) any { return c.etags().MatchWeak(headers.ETag{Tag: c.text(), Weak: true}) }),
	"ds:ETags.is_strong":     asking(func(c httpCase) any { return c.etags().MatchStrong(headers.ETag{Tag: c.text()}) }),
}

// parseETags has two meanings: Django's list of tags, Werkzeug's ETags.
func parseETags(c httpCase) (any, error) {
	tags := headers.ParseETags(c.text())
	if c.peer != "django" {
		return etagsState(tags), nil
	}
	if tags.Any {
		return []any{"*"}, nil
	}
	list := []any{}
	for _, t := range tags.Tags {
		list = append(list, t.String())
	}
	return list, nil
}

// etagsState is the state of Werkzeug's ETags, in the order of the field.
func etagsState(tags headers.ETags) any {
	strong, weak := []any{}, []any{}
	for _, t := range tags.Tags {
		if t.Weak {
			weak = append(weak, t.Tag)
		} else {
			strong = append(strong, t.Tag)
		}
	}
	return object{{"strong", strong}, {"weak", weak}, {"star", tags.Any}}
}

// etags are those of a recorded state.
func (c httpCase) etags() headers.ETags {
	tags := headers.ETags{Any: c.state().get("star") == true}
	for _, t := range texts(c.state().get("strong")) {
		tags.Tags = append(tags.Tags, headers.ETag{Tag: t})
	}
	for _, t := range texts(c.state().get("weak")) {
		tags.Tags = append(tags.Tags, headers.ETag{Tag: t, Weak: true})
	}
	return tags
}

// containsRaw looks for a tag as it stands in a field.
func containsRaw(c httpCase) any {
	tag := headers.ParseETag(c.text())
	if tag.Weak {
		return c.etags().MatchWeak(tag)
	}
	return c.etags().MatchStrong(tag)
}
