package middleware

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/combo-web/combo/headers"
)

// CompressConfig says what [Compress] compresses, and how.
type CompressConfig struct {
	// MinBytes is the size of the smallest body that is compressed: smaller ones
	// take one packet either way. Defaults to 1024.
	MinBytes int
	// ContentTypes are the media types to compress: "text/html", or "text/*".
	// Defaults to text/*, JSON, XML, JavaScript, SVG, WebAssembly, and the fonts and
	// icons that are not compressed themselves.
	ContentTypes []string
	// NoJitter leaves out the random bytes that hide the exact length of a
	// compressed page. Defaults to false.
	NoJitter bool
}

// Compress compresses answers by zstd or gzip, whichever the client likes better;
// zstd if it likes both the same (Django's GZipMiddleware). What is written is
// compressed as it comes, and a flush passes through.
//
// It leaves alone what is smaller than MinBytes, of another media type, encoded
// already, a part (206), without a body, marked no-transform, under a digest, or an
// event stream; such an answer goes to the connection as without it, a file without
// passing through the program. A strong ETag becomes a weak one (RFC 9110
// §8.8.3.3): it still matches If-None-Match on its way back. Vary has
// Accept-Encoding wherever the form depends on it. HEAD gets the header of GET.
//
// A page that holds a secret together with what an attacker sends can give the
// secret away by its compressed length (BREACH). Pages of type text/html get 1 to
// 128 random bytes more, in a place that no client reads, which makes that take
// some thousand times as many requests. It does not make it impossible: a secret
// in a page should look different each time, as the token of [CSRFToken] does.
//
// A weak tag never matches If-Match: a client that reads a compressed answer and
// sends its tag back to guard a change gets a 412. What is changed that way says
// Cache-Control: no-transform, and keeps its strong tag.
//
// Requests are never decompressed.
func Compress(config CompressConfig) func(http.Handler) http.Handler {
	c := newCompression(config)
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			cw := &compressor{ResponseWriter: w, r: r, compression: c}
			next.ServeHTTP(cw, r)
			cw.finish() // not after a panic: half a page must not look like a whole one
		})
	}
}

// compression is a CompressConfig that has been checked.
type compression struct {
	minBytes int
	jitter   bool
	types    map[string]bool // "text/html"; "text/" for all of them
}

var compressedTypes = []string{
	"text/*", "application/json", "application/problem+json", "application/ld+json", "application/manifest+json",
	"application/javascript", "application/xml", "application/xhtml+xml", "application/atom+xml", "application/rss+xml",
	"application/wasm", "application/x-ndjson", "application/yaml", "application/openapi+json",
	"image/svg+xml", "image/bmp", "image/x-icon", "image/vnd.microsoft.icon", "font/ttf", "font/otf", "application/vnd.ms-fontobject",
}

func newCompression(config CompressConfig) *compression {
	if config.MinBytes < 0 {
		panic(fmt.Sprintf("CompressConfig.MinBytes is %d, less than 0", config.MinBytes))
	}
	if config.ContentTypes == nil {
		config.ContentTypes = compressedTypes
	}
	c := &compression{minBytes: cmp.Or(config.MinBytes, 1024), jitter: !config.NoJitter, types: map[string]bool{}}
	for _, name := range config.ContentTypes {
		main, sub, ok := strings.Cut(strings.ToLower(name), "/")
		if !ok || !headers.IsToken(main) || !headers.IsToken(sub) || main == "*" {
			panic(fmt.Sprintf("CompressConfig.ContentTypes has %q, which is no media type", name))
		}
		c.types[main+"/"+strings.TrimSuffix(sub, "*")] = true
	}
	return c
}

// takes tells whether a media type is to be compressed. Events are not: each must
// arrive at once.
func (c *compression) takes(contentType string) bool {
	mediaType, _, _ := strings.Cut(contentType, ";")
	mediaType = strings.ToLower(strings.TrimSpace(mediaType))
	main := mediaType[:strings.IndexByte(mediaType, '/')+1]
	return (c.types[main] || c.types[mediaType]) && mediaType != "text/event-stream"
}

// suits tells whether an answer may be compressed, going by its header alone.
func (c *compression) suits(status int, h http.Header) bool {
	return status >= 200 && status != http.StatusNoContent && status != http.StatusNotModified && status != http.StatusPartialContent &&
		c.takes(valueOf(h, "Content-Type")) && (isBare(h) || !isFixed(h))
}

// isFixed tells whether a header says something of the very bytes that it stands for.
func isFixed(h http.Header) bool {
	for _, name := range []string{"Content-Encoding", "Content-Range", "Content-Digest", "Digest", "Content-Md5"} {
		if len(h[name]) > 0 {
			return true
		}
	}
	return containsFold(h["Cache-Control"], "no-transform")
}

// lengthOf is the length that the header gives, or -1.
func lengthOf(h http.Header) int {
	value := valueOf(h, "Content-Length")
	if value == "" { // for which Atoi would make an error
		return -1
	}
	n, err := strconv.Atoi(value)
	if err != nil || n < 0 {
		return -1
	}
	return n
}

// A coding is a way to compress, or "" for none.
type coding string

const (
	codingNone coding = ""
	codingGzip coding = "gzip"
	codingZstd coding = "zstd"
)

// chooseCoding returns what the client likes best. It has to name it: * alone is
// sent by programs that do not know what they say.
func chooseCoding(r *http.Request) coding {
	lines := r.Header["Accept-Encoding"]
	if len(lines) == 0 {
		return codingNone
	}
	choices := headers.ParseAcceptEncoding(strings.Join(lines, ",")).Choices()
	quality := func(name string) float64 {
		i := slices.IndexFunc(choices, func(c headers.Choice) bool { return strings.EqualFold(c.Value, name) })
		if i < 0 {
			return 0
		}
		return choices[i].Quality
	}
	zstd, gzip := quality("zstd"), max(quality("gzip"), quality("x-gzip"))
	switch {
	case max(zstd, gzip) == 0 || quality("identity") > max(zstd, gzip):
		return codingNone
	case zstd >= gzip:
		return codingZstd
	}
	return codingGzip
}

// maxJitter is how many random bytes a page gets at most.
const maxJitter = 128

// jitterFor are the bytes that hide the length of a page, "" for none.
func (c *compression) jitterFor(h http.Header) string {
	mediaType, _, _ := strings.Cut(valueOf(h, "Content-Type"), ";")
	if !c.jitter || !strings.EqualFold(strings.TrimSpace(mediaType), "text/html") {
		return ""
	}
	return jitterBytes[:1+rand.IntN(maxJitter)]
}

var jitterBytes = strings.Repeat("x", maxJitter)
