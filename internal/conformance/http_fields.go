package main

import (
	"strings"
	"time"

	"github.com/combo-web/combo/headers"
)

// fieldAnswers read and write parameters, lists and dates.
var fieldAnswers = map[string]httpAnswer{
	"fn:http.parse_options_header":    answering(func(v string) any { return valueAndParams(headers.ParseParams(v)) }),
	"fn:http.parse_header_parameters": answering(func(v string) any { return valueAndParams(headers.ParseMediaType(v)) }),
	"fn:http.dump_options_header":     asking(func(c httpCase) any { return headers.FormatParams(c.text(), paramsOf(objectOf(c.arg(1, "options")))) }),
	"fn:http.parse_list_header":       answering(headers.ParseList),
	"fn:http.parse_set_header":        answering(func(v string) any { return object{{"values", headers.ParseSet(v)}} }),
	"fn:http.parse_dict_header":       answering(func(v string) any { return paramObject(headers.ParseDict(v)) }),
	"fn:http.quote_header_value":      answering(headers.Quote),
	"fn:http.unquote_header_value":    answering(headers.Unquote),
	"fn:http.dump_header":             asking(dumpHeader),
	"fn:http.http_date":               {ask: httpDate},
	"fn:http.parse_http_date":         {ask: parseDate},
	"fn:http.parse_http_date_safe":    asking(parseDateSafe),
	"fn:http.parse_date":              asking(func(c httpCase) any { return dateOrNil(c.text(), c.now()) }),
	"fn:http.parse_cache_control":     answering(func(v string) any { return paramState(headers.ParseCacheControl(v).Params) }),
	"ds:ContentSecurityPolicy.to_header": asking(func(c httpCase) any {
		return headers.CSP{Params: paramsOf(c.state().object("values"))}.String()
	}),
	"ds:ContentSecurityPolicy.from_header": answering(func(v string) any { return paramState(headers.ParseCSP(v).Params) }),
}

// valueAndParams is the tuple that both peers return.
func valueAndParams(value string, params headers.Params) any {
	return []any{value, paramObject(params)}
}

// paramObject is a dictionary of parameters; a bare name has None.
func paramObject(params headers.Params) object {
	o := object{}
	for _, p := range params {
		if p.Bare {
			o = append(o, member{p.Name, nil})
			continue
		}
		o = append(o, member{p.Name, p.Value})
	}
	return o
}

func paramState(params headers.Params) object { return object{{"values", paramObject(params)}} }

// paramsOf makes parameters of a dictionary.
func paramsOf(o object) headers.Params {
	var params headers.Params
	for _, m := range o {
		if m.value == nil {
			params.SetBare(m.key)
			continue
		}
		params.Set(m.key, strings.Trim(show(m.value), `"`))
		if text, ok := m.value.(string); ok {
			params.Set(m.key, text)
		}
	}
	return params
}

// dumpHeader writes a list or a dictionary.
func dumpHeader(c httpCase) any {
	if o, ok := c.arg(0, "iterable").(object); ok {
		return headers.FormatDict(paramsOf(o))
	}
	var items []string
	for _, item := range listOf(c.arg(0, "iterable")) {
		items = append(items, textOf(item))
	}
	return headers.FormatList(items)
}

// now is when the case was recorded.
func (c httpCase) now() time.Time {
	if t, err := time.Parse(time.RFC3339Nano, c.all.text("now")); err == nil {
		return t
	}
	return time.Now()
}

func httpDate(c httpCase) (any, error) {
	return headers.FormatDate(expires(c.arg(0, "timestamp"))), nil
}

func parseDate(c httpCase) (any, error) {
	t, err := headers.ParseDate(c.text(), c.now())
	if err != nil {
		return nil, err
	}
	return t.Unix(), nil
}

func parseDateSafe(c httpCase) any {
	v, err := parseDate(c)
	if err != nil {
		return nil
	}
	return v
}

func dateOrNil(text string, now time.Time) any {
	t, err := headers.ParseDate(text, now)
	if err != nil {
		return nil
	}
	return t
}
