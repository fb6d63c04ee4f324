package server

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
)

// verdicts has the names of verdicts, for tests.
var verdicts = map[verdict]string{
	fine: "fine", lastRequest: "last", lastUpgrade: "upgrade", badLineEnd: "line end", badFold: "fold",
	badLength: "length", twoLengths: "two lengths", lengthAndCoding: "length and coding",
	badCoding: "coding", twoCodings: "two codings", codingTooOld: "coding too old", tooManyHeaders: "too many headers", longName: "long name",
}

func TestSniffer(t *testing.T) {
	t.Parallel()
	const get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
	many := "GET / HTTP/1.1\r\n" + strings.Repeat("A: b\r\n", 100)
	for _, test := range []struct {
		in      string
		heads   int
		found   string
		request int
		out     string // "" means all of in
	}{
		{in: get, heads: 1, found: "fine"},
		{in: get + get + get, heads: 3, found: "fine"},
		{in: "\r\n" + get + "\r\n" + get, heads: 2, found: "fine", out: get + get},
		{in: "POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\nab\n\r\n" + get, heads: 2, found: "fine"},
		{in: "POST / HTTP/1.1\r\ncOnTeNt-LeNgTh:\t 5 \t\r\n\r\nab\n\r\n" + get, heads: 2, found: "fine"},
		{in: "POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n" + get, heads: 2, found: "fine"},
		{in: "POST / HTTP/1.1\r\nContent-Lengthy: 9\r\n\r\n" + get, heads: 2, found: "fine"},
		{in: "POST / HTTP/1.1\r\nContent-Length: 999999999999999999\r\n\r\n" + get, heads: 1, found: "fine"},
		{in: many + "\r\n" + get, heads: 2, found: "fine"},
		{in: many + "B: c\r\n\r\n", heads: 1, found: "too many headers", request: 1, out: many + "\r\n"},

		{in: "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\n\n" + get, heads: 1, found: "last", request: 1},
		{in: get + "POST / HTTP/1.1\r\ntransfer-encoding:chunked\r\n\r\n0\n\n", heads: 2, found: "last", request: 2},
		{in: "GET / HTTP/1.1\r\nUpgrade: h2c\r\n\r\n\x00\x01\n", heads: 1, found: "upgrade", request: 1},
		{in: "GET / HTTP/1.1\r\nUpgrade-Insecure-Requests: 1\r\n\r\n", heads: 1, found: "fine"},

		{in: "GET / HTTP/1.1\nHost: a\n\n", heads: 1, found: "line end", request: 1, out: "?\r\n\r\n"},
		{in: "GET / HTTP/1.1\r\nHost: a\n\r\n", heads: 1, found: "line end", request: 1, out: "GET / HTTP/1.1\r\n\r\n"},
		{in: "GET / HTTP/1.1\r\nHost: a\r\n\n" + get, heads: 1, found: "line end", request: 1, out: "GET / HTTP/1.1\r\nHost: a\r\n\r\n"},
		{in: "\r\n\r\n" + get, heads: 1, found: "line end", request: 1, out: "?\r\n\r\n"},
		{in: "\n" + get, heads: 1, found: "line end", request: 1, out: "?\r\n\r\n"},
		{in: "\rx" + get, heads: 1, found: "line end", request: 1, out: "?\r\n\r\n"},
		{in: get + "\r\n\r\n" + get, heads: 2, found: "line end", request: 2, out: get + "?\r\n\r\n"},
		{in: "GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n", heads: 1, found: "fold", request: 1, out: "GET / HTTP/1.1\r\nA: b\r\n\r\n"},
		{in: "GET / HTTP/1.1\r\n\tA: b\r\n\r\n", heads: 1, found: "fold", request: 1, out: "GET / HTTP/1.1\r\n\r\n"},
		{in: "GET / HTTP/1.1\r\n" + strings.Repeat("z", 63) + ": a\r\n\r\n", heads: 1, found: "fine"},
		{in: "GET / HTTP/1.1\r\n" + strings.Repeat("z", 64) + ": a\r\n\r\n", heads: 1, found: "long name", request: 1, out: "GET / HTTP/1.1\r\n\r\n"},
		{in: "GET / HTTP/1.1\r\n" + strings.Repeat("z", 64), heads: 1, found: "long name", request: 1, out: "GET / HTTP/1.1\r\n\r\n"},
		{in: "GET /" + strings.Repeat("z", 100) + " HTTP/1.1\r\n\r\n", heads: 1, found: "fine"},
		{in: "POST / HTTP/1.1\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", heads: 1, found: "length and coding", request: 1, out: "POST / HTTP/1.1\r\nContent-Length: 4\r\n\r\n"},
		{in: "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n", heads: 1, found: "length and coding", request: 1, out: "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"},
		{in: "POST / HTTP/1.1\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nab", heads: 1, found: "two lengths", request: 1, out: "POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\n"},
		{in: "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", heads: 1, found: "coding too old", request: 1, out: "POST / HTTP/1.0\r\n\r\n"},
		{in: "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", heads: 1, found: "two codings", request: 1, out: "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"},
	} {
		want := test.out
		if want == "" {
			want = test.in
		}
		s := sniffer{maxHeaders: 100}
		p := []byte(test.in)
		got := string(p[:s.look(p)]) + s.tail
		if got != want || int(s.heads) != test.heads || verdicts[s.found] != test.found || int(s.request) != test.request {
			t.Errorf("%q:\n got %q, %d heads, %s in %d\nwant %q, %d heads, %s in %d", test.in,
				got, s.heads, verdicts[s.found], s.request, want, test.heads, test.found, test.request)
		}
	}
}

func TestSnifferRefusesLengthsAndCodings(t *testing.T) {
	t.Parallel()
	for _, value := range []string{"", " ", "2,2", "2, 2", "+2", "-1", "0x2", "2 2", "1e3", "٣", "2\x00", "2\r", "1234567890123456789", strings.Repeat(" ", 80) + "2", "2" + strings.Repeat(" ", 80)} {
		if found := sniffOne("POST / HTTP/1.1\r\nHost: a\r\nContent-Length:" + value + "\r\n\r\n"); found != badLength {
			t.Errorf("Content-Length %q: %s", value, verdicts[found])
		}
	}
	for _, value := range []string{"", "xchunked", "\x0bchunked", "chunked, chunked", "chunked, identity", "identity", "gzip, chunked", "Chunked", "chunked;a=b", "chunked\r", "\"chunked\""} {
		if found := sniffOne("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding:" + value + "\r\n\r\n"); found != badCoding {
			t.Errorf("Transfer-Encoding %q: %s", value, verdicts[found])
		}
	}
}

func sniffOne(in string) verdict {
	s := sniffer{maxHeaders: 100}
	s.look([]byte(in))
	return s.found
}

func TestSnifferSeesUnderscores(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		line string
		want bool
	}{
		{"X_Forwarded_For: 127.0.0.1", true},
		{"X-Forwarded_For: 127.0.0.1", true},
		{"Cookie: _ga=1", false},
		{"Cookie: a=b", false},
	} {
		s := sniffer{maxHeaders: 100}
		s.look([]byte("GET /a_b HTTP/1.1\r\nHost: a\r\n" + test.line + "\r\n\r\n"))
		if s.underscore != test.want {
			t.Errorf("%s: underscore = %v, want %v", test.line, s.underscore, test.want)
		}
		split := sniffer{maxHeaders: 100}
		for _, b := range []byte(test.line) {
			split.look([]byte{b})
		}
		if test.want && !split.underscore {
			t.Errorf("%s, byte by byte: the underscore was not seen", test.line)
		}
	}
}

// reference says the same as a sniffer, slowly: it gets the bytes whole, splits
// them into lines and looks at these with the functions of the strings package.
type reference struct {
	heads   int
	found   verdict
	request int
	bodies  []string // of the requests that are whole and not refused; of the last one unknown
}

func (r *reference) read(in string, maxHeaders int) {
	for rest := in; ; {
		skipped := strings.HasPrefix(rest, "\r\n")
		if skipped {
			rest = rest[2:]
		} else if strings.HasPrefix(rest, "\r") && len(rest) > 1 {
			r.stop(badLineEnd)
			return
		}
		if rest == "" || rest == "\r" && !skipped {
			return
		}
		if rest[0] == '\r' || rest[0] == '\n' {
			r.stop(badLineEnd)
			return
		}
		var ok bool
		if rest, ok = r.head(rest, maxHeaders); !ok {
			return
		}
	}
}

func (r *reference) stop(found verdict) { r.found, r.request = found, r.heads+1; r.heads++ }

func (r *reference) head(rest string, maxHeaders int) (string, bool) {
	var lines []string
	length, coding, upgrade := int64(-1), false, false
	for {
		line, after, ok := strings.Cut(rest, "\n")
		if begun := line != "" && line[0] != '\r' && len(lines) > 0; begun && len(lines) > maxHeaders {
			r.stop(tooManyHeaders) // the first byte says enough
			return "", false
		} else if begun && strings.ContainsAny(line[:1], " \t") {
			r.stop(badFold)
			return "", false
		} else if begun && len(line) >= 64 && !strings.Contains(line[:64], ":") {
			r.stop(longName)
			return "", false
		}
		if !ok {
			return "", false
		}
		rest = after
		if !strings.HasSuffix(line, "\r") {
			r.stop(badLineEnd)
			return "", false
		}
		line = strings.TrimSuffix(line, "\r")
		if line == "" && len(lines) > 0 {
			break
		}
		lines = append(lines, line)
		if len(lines) == 1 {
			continue
		}
		name, value, colon := strings.Cut(line, ":")
		value = strings.Trim(value, " \t")
		found := fine
		switch name = strings.ToLower(name); {
		case len(lines)-1 > maxHeaders:
			found = tooManyHeaders
		case !colon:
		case name == "content-length" && coding, name == "transfer-encoding" && !coding && length >= 0:
			found = lengthAndCoding
		case name == "content-length" && length >= 0:
			found = twoLengths
		case name == "content-length":
			n, err := strconv.ParseUint(value, 10, 63)
			if err != nil || len(value) > 18 || len(line) > 62 || strings.ContainsAny(value, "+_") {
				found = badLength
			}
			length = int64(n)
		case name == "transfer-encoding" && coding:
			found = twoCodings
		case name == "transfer-encoding" && !strings.HasSuffix(lines[0], "1"):
			found = codingTooOld
		case name == "transfer-encoding" && (value != "chunked" || len(line) > 62):
			found = badCoding
		case name == "transfer-encoding":
			coding = true
		case name == "upgrade":
			upgrade = true
		}
		if found != fine {
			r.stop(found)
			return "", false
		}
	}
	r.heads++
	switch {
	case coding:
		r.found, r.request = lastRequest, r.heads
		return "", false
	case upgrade:
		r.found, r.request = lastUpgrade, r.heads
		return "", false
	case length > int64(len(rest)):
		return "", false
	}
	r.bodies = append(r.bodies, rest[:max(length, 0)])
	return rest[max(length, 0):], true
}

// FuzzSniffer compares the sniffer, which gets the bytes in random pieces, with
// the reference, which gets them whole.
func FuzzSniffer(f *testing.F) {
	for _, seed := range snifferSeeds {
		f.Add(seed, uint64(1))
	}
	f.Fuzz(func(t *testing.T, in string, pieces uint64) {
		if message := compareSniffer(in, pieces); message != "" {
			t.Error(message)
		}
	})
}

var snifferSeeds = []string{
	"GET / HTTP/1.1\r\nHost: a\r\n\r\n",
	"POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabcGET / HTTP/1.0\r\n\r\n",
	"POST / HTTP/1.1\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
	"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n",
	"\r\nGET / HTTP/1.1\r\nUpgrade: x\r\n folded\r\n\r\n",
	"GET / HTTP/1.1\nContent-Length: 2\r\nContent-Length: 2\r\n\r\n",
}

// compareSniffer returns what differs, "" if nothing does. pieces is a seed: 0 means
// one byte at a time.
func compareSniffer(in string, pieces uint64) string {
	const maxHeaders = 5
	var want reference
	want.read(in, maxHeaders)
	s := sniffer{maxHeaders: maxHeaders}
	random := rand.New(rand.NewPCG(pieces, 0))
	var out []byte
	for rest := []byte(in); len(rest) > 0 && s.found <= lastUpgrade; {
		n := 1
		if pieces != 0 {
			n = 1 + random.IntN(min(len(rest), 40))
		}
		p := bytes.Clone(rest[:n])
		out = append(out, p[:s.look(p)]...)
		rest = rest[n:]
	}
	if want.heads != int(s.heads) || want.found != s.found || want.request != int(s.request) {
		return fmt.Sprintf("%q (pieces %d): %d heads, %s in %d, want %d, %s in %d", in, pieces,
			s.heads, verdicts[s.found], s.request, want.heads, verdicts[want.found], want.request)
	}
	// What was handed on is the input, but for empty lines and what is refused.
	if got := strings.ReplaceAll(string(out), "\r\n", ""); !isSubsequence(got, in) {
		return fmt.Sprintf("%q: handed on %q", in, out)
	}
	return ""
}

func isSubsequence(part, whole string) bool {
	for i := range len(whole) {
		if part != "" && part[0] == whole[i] {
			part = part[1:]
		}
	}
	return part == ""
}

// TestSnifferInPieces makes up requests from parts that matter, and cuts them
// anywhere.
func TestSnifferInPieces(t *testing.T) {
	t.Parallel()
	parts := []string{
		"GET / HTTP/1.1\r\n", "POST /x HTTP/1.1\r\n", "POST / HTTP/1.0\r\n", "Host: a\r\n", "\r\n", "\r\n", "\r\n", "\n", "\r",
		"Content-Length: 3\r\n", "content-length:0\r\n", "Content-Length: 12\r\n", "Transfer-Encoding: chunked\r\n",
		"transfer-encoding: gzip\r\n", "Upgrade: websocket\r\n", " fold\r\n", "A: b\r\n", "A: b\n", "abc", "0\r\n\r\n",
		"Content-Length: " + strings.Repeat("7", 60) + "\r\n", "Content-Length:" + strings.Repeat(" ", 60) + "7\r\n",
		"X: " + strings.Repeat("y", 100) + "\r\n", "X_Y: z\r\n", "Upgrade: " + strings.Repeat("y", 100) + "\r\n",
		strings.Repeat("z", 63) + ": a\r\n", strings.Repeat("z", 64) + ": a\r\n", strings.Repeat("z", 63), ": b\r\n",
	}
	random := rand.New(rand.NewPCG(1, 2))
	kinds := map[verdict]int{}
	for i := range 200_000 {
		var in strings.Builder
		for range 1 + random.IntN(14) {
			in.WriteString(parts[random.IntN(len(parts))])
		}
		if message := compareSniffer(in.String(), uint64(i%50)); message != "" {
			t.Fatal(message)
		}
		var r reference
		r.read(in.String(), 5)
		kinds[r.found]++
	}
	for v := range verdicts {
		if kinds[v] == 0 {
			t.Errorf("no input led to %q", verdicts[v])
		}
	}
}

func BenchmarkSniffer(b *testing.B) {
	for _, bench := range []struct{ name, head string }{
		{"curl", "GET / HTTP/1.1\r\nHost: localhost:8000\r\nUser-Agent: curl/8.0.1\r\nAccept: */*\r\n\r\n"},
		{"browser", browserHead},
	} {
		b.Run(bench.name, func(b *testing.B) {
			s := sniffer{maxHeaders: 100}
			p := []byte(bench.head)
			for b.Loop() {
				s.look(p)
			}
			if s.found != fine || int(s.heads) < b.N {
				b.Fatal("the heads were not read")
			}
		})
	}
}

const browserHead = "GET /blog/2026/11/a-post HTTP/1.1\r\n" +
	"Host: www.example.com\r\n" +
	"Connection: keep-alive\r\n" +
	"sec-ch-ua: \"Chromium\";v=\"156\", \"Not A(Brand\";v=\"24\"\r\n" +
	"sec-ch-ua-mobile: ?0\r\n" +
	"sec-ch-ua-platform: \"Linux\"\r\n" +
	"Upgrade-Insecure-Requests: 1\r\n" +
	"User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36\r\n" +
	"Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8\r\n" +
	"Sec-Fetch-Site: same-origin\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-User: ?1\r\nSec-Fetch-Dest: document\r\n" +
	"Referer: https://www.example.com/blog/\r\n" +
	"Accept-Encoding: gzip, deflate, br, zstd\r\nAccept-Language: en-GB,en;q=0.9\r\n" +
	"Cookie: sessionid=0123456789abcdef0123456789abcdef; csrftoken=0123456789abcdef0123456789abcdef\r\n\r\n"
