package headers

import (
	"net/http"
	"time"
)

// Validators are what a server knows about the current version of what it is
// about to send or change. The zero value says that it knows nothing.
type Validators struct {
	// ETag is the entity tag as it stands in the field, quotes included.
	ETag string
	// Modified is when that version was made. Fractions of a second do not count.
	Modified time.Time
}

// Check returns what the conditional fields of a request ask for: 304 (not
// modified) or 412 (precondition failed) to answer with that status and no body,
// or 0 to go on. The fields and their order are those of RFC 9110 §13.2.2:
//
//	If-Match              412 unless a tag matches strongly
//	If-Unmodified-Since   412 if modified since; without If-Match only
//	If-None-Match         304 for GET and HEAD, else 412, if a tag matches weakly
//	If-Modified-Since     304 for GET and HEAD if not; without If-None-Match only
//
// A date that cannot be read is ignored. * stands for any version, and matches if
// anything at all is known of it. Call Check only when the answer without these
// fields would be a success. For now see [ParseDate]. Check does not allocate.
func (v Validators) Check(method string, h http.Header, now time.Time) int {
	reads := method == http.MethodGet || method == http.MethodHead
	if found, match := v.matchAny(h["If-Match"], ETag.MatchStrong); found {
		if !match {
			return http.StatusPreconditionFailed
		}
	} else if modified, known := v.modifiedSince(h.Get("If-Unmodified-Since"), now); known && modified {
		return http.StatusPreconditionFailed
	}
	if found, match := v.matchAny(h["If-None-Match"], ETag.MatchWeak); found {
		if match && reads {
			return http.StatusNotModified
		}
		if match {
			return http.StatusPreconditionFailed
		}
	} else if modified, known := v.modifiedSince(h.Get("If-Modified-Since"), now); reads && known && !modified {
		return http.StatusNotModified
	}
	return 0
}

// CheckRange reports whether a Range field may be served: there is no If-Range,
// or it names this very version, by a strong tag or the exact date
// (RFC 9110 §13.1.5). If it does not, the whole is sent, with status 200.
func (v Validators) CheckRange(h http.Header, now time.Time) bool {
	value := h.Get("If-Range")
	if value == "" {
		return true
	}
	tag, date := ParseIfRange(value, now)
	if !tag.IsZero() {
		return tag.MatchStrong(ParseETag(v.ETag))
	}
	return !date.IsZero() && !v.Modified.IsZero() && date.Unix() == v.Modified.Unix()
}

// ParseIfRange reads an If-Range field: a strong entity tag or a date. The other
// is zero; both are for an empty field and for a weak tag, which never matches.
func ParseIfRange(value string, now time.Time) (ETag, time.Time) {
	if date, err := ParseDate(value, now); err == nil {
		return ETag{}, date
	}
	if tag := ParseETag(value); !tag.Weak {
		return tag, time.Time{}
	}
	return ETag{}, time.Time{}
}

// matchAny reports whether the lines hold any tag, and whether one matches.
func (v Validators) matchAny(lines []string, match func(a, b ETag) bool) (found, matched bool) {
	own := ParseETag(v.ETag)
	for _, line := range lines {
		for {
			tag, any, rest, ok := nextETag(line)
			if !ok {
				break
			}
			found = true
			if any && v != (Validators{}) || match(tag, own) {
				return true, true
			}
			line = rest
		}
	}
	return found, false
}

// modifiedSince compares with the date of a field. It is not known if either
// date is not.
func (v Validators) modifiedSince(value string, now time.Time) (modified, known bool) {
	if value == "" || v.Modified.IsZero() {
		return false, false
	}
	since, err := ParseDate(value, now)
	return v.Modified.Unix() > since.Unix(), err == nil
}
