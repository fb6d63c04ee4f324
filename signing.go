package combo

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// ErrBadSignature is the error of a signed text that was changed, cut, signed
// for another purpose, with an unknown secret or too long ago.
var ErrBadSignature = errors.New("the signature does not match")

// Sign returns value with the time and a signature behind it, so that it can go
// through the hands of a client and come back unchanged. It is not encrypted.
// The purpose keeps a text signed for one use from being taken for another.
//
// The form is that of Django's TimestampSigner with the purpose as its salt, so
// that a Django site with the same secret reads it.
func (s *Site) Sign(purpose, value string) string {
	return sign(s.config.Secret[0], purpose, value, s.clock())
}

// Sign is [Site.Sign] of the site that answers the request.
func Sign(r *http.Request, purpose, value string) (string, error) {
	s := SiteOf(r)
	if s == nil {
		return "", errOutside("Sign")
	}
	return s.Sign(purpose, value), nil
}

// Unsign is [Site.Unsign] of the site that answers the request.
func Unsign(r *http.Request, purpose, signed string, maxAge time.Duration) (string, error) {
	s := SiteOf(r)
	if s == nil {
		return "", errOutside("Unsign")
	}
	return s.Unsign(purpose, signed, maxAge)
}

// Unsign returns the value of a signed text, or [ErrBadSignature]. All secrets
// of [Config.Secret] are tried. A maxAge of 0 accepts signatures of any age.
func (s *Site) Unsign(purpose, signed string, maxAge time.Duration) (string, error) {
	return unsign(s.config.Secret, purpose, signed, maxAge, s.clock())
}

func sign(secret, purpose, value string, now time.Time) string {
	stamped := value + ":" + base62(now.Unix())
	return stamped + ":" + signature(secret, purpose, stamped)
}

func unsign(secrets []string, purpose, signed string, maxAge time.Duration, now time.Time) (string, error) {
	cut := strings.LastIndexByte(signed, ':')
	if cut < 0 {
		return "", fmt.Errorf("%w: it has none", ErrBadSignature)
	}
	stamped, given := signed[:cut], signed[cut+1:]
	if !anySigned(secrets, purpose, stamped, given) {
		return "", ErrBadSignature
	}
	cut = strings.LastIndexByte(stamped, ':')
	if cut < 0 {
		return "", fmt.Errorf("%w: it has no time", ErrBadSignature)
	}
	signedAt, err := parseBase62(stamped[cut+1:])
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrBadSignature, err)
	}
	if age := now.Sub(time.Unix(signedAt, 0)); maxAge > 0 && age > maxAge {
		return "", fmt.Errorf("%w: it is %s old", ErrBadSignature, age.Round(time.Second))
	}
	return stamped[:cut], nil
}

// anySigned compares with the signature of every secret, in constant time each.
func anySigned(secrets []string, purpose, stamped, given string) bool {
	for _, secret := range secrets {
		if subtle.ConstantTimeCompare([]byte(signature(secret, purpose, stamped)), []byte(given)) == 1 {
			return true
		}
	}
	return false
}

// signature is Django's base64_hmac(salt + "signer", value, key, "sha256").
func signature(secret, salt, value string) string {
	key := sha256.Sum256([]byte(salt + "signer" + secret))
	mac := hmac.New(sha256.New, key[:])
	mac.Write([]byte(value))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

const base62Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

func base62(n int64) string {
	if n <= 0 {
		return "0"
	}
	var b [11]byte
	i := len(b)
	for ; n > 0; n /= 62 {
		i--
		b[i] = base62Digits[n%62]
	}
	return string(b[i:])
}

func parseBase62(s string) (int64, error) {
	if s == "" || len(s) > 10 {
		return 0, errors.New("the time is malformed")
	}
	var n int64
	for i := range len(s) {
		d := strings.IndexByte(base62Digits, s[i])
		if d < 0 {
			return 0, errors.New("the time is malformed")
		}
		n = n*62 + int64(d)
	}
	return n, nil
}
