package headers

import (
	"math"
	"strings"
	"unicode/utf8"
)

// The parameters of RFC 3492 §5 for the names of hosts.
const (
	punyBase    = 36
	punyTMin    = 1
	punyTMax    = 26
	punySkew    = 38
	punyDamp    = 700
	punyBias    = 72
	punyInitial = 0x80
	punyPrefix  = "xn--"
	maxLabel    = 63 // bytes of one label of a name: RFC 1035 §2.3.4
)

// asciiHost writes each label of a name that is not ASCII in Punycode, in lower
// case. A label that cannot be written so, because it is too long or not UTF-8,
// stays as it is. Nothing but the case is normalized.
func asciiHost(host string) string { return mapLabels(host, asciiLabel) }

// unicodeHost is the reverse of asciiHost. A label that is not the Punycode of
// anything readable stays as it is.
func unicodeHost(host string) string { return mapLabels(host, unicodeLabel) }

func mapLabels(host string, f func(string) string) string {
	labels := strings.Split(host, ".")
	for i, label := range labels {
		labels[i] = f(label)
	}
	return strings.Join(labels, ".")
}

func asciiLabel(label string) string {
	if isASCII(label) || len(label) > 4*maxLabel || !utf8.ValidString(label) {
		return label
	}
	encoded, ok := punyEncode([]rune(strings.ToLower(label)))
	if !ok || len(punyPrefix)+len(encoded) > maxLabel {
		return label
	}
	return punyPrefix + encoded
}

func unicodeLabel(label string) string {
	if len(label) > maxLabel || !hasPrefixFold(label, punyPrefix) {
		return label
	}
	decoded, ok := punyDecode(lower(label[len(punyPrefix):]))
	if !ok || asciiLabel(decoded) != lower(label) || strings.ContainsFunc(decoded, isHidden) {
		return label
	}
	return decoded
}

// punyEncode is RFC 3492 §6.3. Its work grows with the square of the length,
// which the callers bound by that of a label.
func punyEncode(input []rune) (string, bool) {
	var out []byte
	for _, r := range input {
		if r < utf8.RuneSelf {
			out = append(out, byte(r))
		}
	}
	basic := len(out)
	if basic > 0 {
		out = append(out, '-')
	}
	n, delta, bias := rune(punyInitial), 0, punyBias
	for done := basic; done < len(input); n++ {
		next := nextRune(input, n)
		delta += int(next-n) * (done + 1)
		if n = next; delta > math.MaxInt32 {
			return "", false
		}
		for _, r := range input {
			if r < n {
				delta++
			}
			if r == n {
				out = appendPuny(out, delta, bias)
				bias = punyAdapt(delta, done+1, done == basic)
				delta = 0
				done++
			}
		}
		delta++
	}
	return string(out), true
}

// nextRune returns the smallest rune of input that is not below n.
func nextRune(input []rune, n rune) rune {
	next := rune(utf8.MaxRune)
	for _, r := range input {
		if r >= n && r < next {
			next = r
		}
	}
	return next
}

// appendPuny writes one delta as a variable-length number.
func appendPuny(out []byte, delta, bias int) []byte {
	for k := punyBase; ; k += punyBase {
		t := punyThreshold(k, bias)
		if delta < t {
			return append(out, punyDigit(delta))
		}
		out = append(out, punyDigit(t+(delta-t)%(punyBase-t)))
		delta = (delta - t) / (punyBase - t)
	}
}

// punyDecode is RFC 3492 §6.2.
func punyDecode(s string) (string, bool) {
	var out []rune
	if i := strings.LastIndexByte(s, '-'); i >= 0 {
		out = []rune(s[:i])
		s = s[i+1:]
	}
	n, i, bias := int64(punyInitial), int64(0), punyBias
	for s != "" {
		delta, rest, ok := readPuny(s, bias)
		if !ok {
			return "", false
		}
		s = rest
		length := int64(len(out) + 1)
		bias = punyAdapt(int(delta), len(out)+1, i == 0 && n == punyInitial)
		i += delta
		n += i / length
		i %= length
		if n > utf8.MaxRune || !utf8.ValidRune(rune(n)) {
			return "", false
		}
		out = append(out, 0)
		copy(out[i+1:], out[i:])
		out[i] = rune(n)
		i++
	}
	return string(out), true
}

// readPuny reads one variable-length number.
func readPuny(s string, bias int) (delta int64, rest string, ok bool) {
	weight := int64(1)
	for k := punyBase; s != ""; k += punyBase {
		digit, ok := punyValue(s[0])
		if s = s[1:]; !ok || weight > math.MaxInt32 {
			return 0, "", false
		}
		delta += digit * weight
		t := int64(punyThreshold(k, bias))
		if digit < t {
			return delta, s, delta <= math.MaxInt32
		}
		weight *= punyBase - t
	}
	return 0, "", false
}

func punyThreshold(k, bias int) int { return min(max(k-bias, punyTMin), punyTMax) }

func punyAdapt(delta, length int, first bool) int {
	if first {
		delta /= punyDamp
	} else {
		delta /= 2
	}
	delta += delta / length
	k := 0
	for ; delta > (punyBase-punyTMin)*punyTMax/2; k += punyBase {
		delta /= punyBase - punyTMin
	}
	return k + (punyBase-punyTMin+1)*delta/(delta+punySkew)
}

func punyDigit(d int) byte { return "abcdefghijklmnopqrstuvwxyz0123456789"[d] }

func punyValue(c byte) (int64, bool) {
	switch {
	case 'a' <= c && c <= 'z':
		return int64(c - 'a'), true
	case '0' <= c && c <= '9':
		return int64(c-'0') + 26, true
	}
	return 0, false
}
