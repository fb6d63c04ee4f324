package main

import (
	"strings"
	"time"

	"github.com/combo-web/combo/headers"
)

// controlAnswers are the directives of Cache-Control.
var controlAnswers = func() map[string]httpAnswer {
	answers := map[string]httpAnswer{}
	for _, class := range []string{"RequestCacheControl", "ResponseCacheControl"} {
		answers["ds:"+class+".from_header"] = answering(func(v string) any { return paramState(headers.ParseCacheControl(v).Params) })
		answers["ds:"+class+".to_header"] = asking(func(c httpCase) any { return c.cacheControl().String() })
		for _, name := range []string{"max_age", "s_maxage", "max_stale", "min_fresh", "stale_while_revalidate", "stale_if_error"} {
			answers["ds:"+class+"."+name] = asking(func(c httpCase) any { return c.seconds(directive(name)) })
		}
		for _, name := range []string{"no_cache", "no_store", "no_transform", "only_if_cached", "private", "public", "must_revalidate",
			"proxy_revalidate", "must_understand", "immutable"} {
			answers["ds:"+class+"."+name] = httpAnswer{
				ask:  func(c httpCase) (any, error) { return c.cacheControl().Has(directive(name)), nil },
				want: func(c httpCase) any { return c.expected != nil && c.expected != false },
			}
		}
	}
	return answers
}()

// directive is the name of a property as it stands in the field.
func directive(property string) string {
	if property == "s_maxage" {
		return "s-maxage"
	}
	return strings.ReplaceAll(property, "_", "-")
}

// cacheControl is the field of a recorded state.
func (c httpCase) cacheControl() headers.CacheControl {
	return headers.CacheControl{Params: paramsOf(c.state().object("values"))}
}

func (c httpCase) seconds(name string) any {
	d, ok := c.cacheControl().Duration(name)
	if !ok {
		return nil
	}
	return int64(d / time.Second)
}
