package headers_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/combo-web/combo/headers"
)

// choices writes choices so that they can be compared: a=1 b=0.5
func choices(list []headers.Choice) string {
	var out []string
	for _, c := range list {
		out = append(out, fmt.Sprintf("%s=%v", c.Value, c.Quality))
	}
	return strings.Join(out, " | ")
}

func TestParseAccept(t *testing.T) {
	t.Parallel()
	tests := []struct{ in, want string }{
		{"", ""},
		{"text/html", "text/html=1"},
		{"*/*;q=0.8, text/*, text/html;level=1;q=0.3, text/html;q=0.5", "text/html; level=1=0.3 | text/html=0.5 | text/*=1 | */*=0.8"},
		{"a/b;q=1.1, c/d;q=-1, e/f;q=x, g/h;q=0.1234, i/j;q=.5, k/l;q=, m/n;q=1.000", "m/n=1"},
		{"a/b;q=0.5;c=d", "a/b; c=d=0.5"},
		{"a/b; Q=\"0.5\"", "a/b=0.5"},
		{"a/b;q=1., c/d;q=0.", "a/b=1 | c/d=0"},
		{"a/b;q*=UTF-8''0.5, c/d", "c/d=1"},
		{`a/b;t="x,y;q=0", c/d`, `a/b; t="x,y;q=0"=1 | c/d=1`},
		{"a/b, \"open", "a/b=1"},
		{"a/é, c/d", "c/d=1"},
	}
	for _, test := range tests {
		if got := choices(headers.ParseAccept(test.in).Choices()); got != test.want {
			t.Errorf("ParseAccept(%q) = %s, want %s", test.in, got, test.want)
		}
	}
}

func TestAcceptBestMediaType(t *testing.T) {
	t.Parallel()
	tests := []struct {
		accept string
		offers string
		want   string
	}{
		{"", "text/html", ""},
		{"text/html", "text/html application/json", "text/html"},
		{"application/json;q=0.5, text/html;q=0.4", "text/html application/json", "application/json"},
		{"*/*", "application/json text/html", "application/json"},
		{"text/*;q=0.3, */*;q=0.2", "image/png text/csv", "text/csv"},
		{"text/html, */*", "image/png text/html", "text/html"},
		{"text/html;q=0, */*", "text/html text/plain", "text/plain"},
		{"text/html;q=0", "text/html", ""},
		{"*/*;q=0", "text/html", ""},
		{"text/html;level=1", "text/html", ""},
		{"text/html;level=1;x=\"a;b\"", `text/html;x="a;b";Level=1`, `text/html;x="a;b";Level=1`},
		{"TEXT/HTML", "text/html", "text/html"},
		{"text/html", "text/*", "text/*"},
		{"text/html", "*/*", "*/*"},
		{"html, */html, text/html", "html */html text/html", "text/html"},
		{"text/html", "", ""},
	}
	for _, test := range tests {
		offers := strings.Fields(test.offers)
		if got := headers.ParseAccept(test.accept).Best(offers...); got != test.want {
			t.Errorf("%q: Best(%q) = %q, want %q", test.accept, offers, got, test.want)
		}
	}
}

func TestAcceptLanguage(t *testing.T) {
	t.Parallel()
	tests := []struct {
		accept string
		offers string
		want   string
	}{
		{"de-AT, de;q=0.8, en;q=0.5", "en de", "de"},
		{"de-AT", "en de-CH de", "de"},
		{"de", "en de-CH", "de-CH"},
		{"de_at", "de-AT", "de-AT"},
		{"de-AT", "DE_at", "DE_at"},
		{"fr-CA;q=0.5, de-AT", "fr de", "de"},
		{"sv-FI, en;q=0.7", "en sv", "sv"},
		{"zh-Hant-TW", "zh zh-Hant", "zh-Hant"},
		{"en, en-GB;q=0", "en-GB en-US", "en-US"},
		{"sv, da", "da sv", "sv"},
		{"fil", "fi", ""},
		{"en;q=0", "en", ""},
		{"*", "sv", "sv"},
		{"sv;q=0, *", "sv da", "da"},
	}
	for _, test := range tests {
		offers := strings.Fields(test.offers)
		if got := headers.ParseAcceptLanguage(test.accept).Best(offers...); got != test.want {
			t.Errorf("%q: Best(%q) = %q, want %q", test.accept, offers, got, test.want)
		}
	}
}

func TestParseAcceptLanguageSkipsWhatIsNoLanguage(t *testing.T) {
	t.Parallel()
	in := "pt-BR, 4-u, toolongtag, en-toolongtag, -x, x-, a--b, ../../etc;q=0.9, sv;q=0.7, *;q=0.1, de-1996;q=0.9"
	want := "pt-BR=1 | de-1996=0.9 | sv=0.7 | *=0.1"
	if got := choices(headers.ParseAcceptLanguage(in).Choices()); got != want {
		t.Errorf("ParseAcceptLanguage(%q) = %s, want %s", in, got, want)
	}
}

func TestAcceptEncoding(t *testing.T) {
	t.Parallel()
	a := headers.ParseAcceptEncoding("gzip;q=0.8, BR, identity;q=0, *;q=0.1")
	if got := a.Best("gzip", "br"); got != "br" {
		t.Errorf("Best = %q, want br", got)
	}
	for offer, want := range map[string]float64{"br": 1, "GZIP": 0.8, "identity": 0, "zstd": 0.1} {
		if got := a.Quality(offer); got != want {
			t.Errorf("Quality(%q) = %v, want %v", offer, got, want)
		}
	}
	if got := a.Index("gzip"); got != 1 {
		t.Errorf("Index(gzip) = %d, want 1", got)
	}
	if got := (headers.Accept{}).Index("gzip"); got != -1 {
		t.Errorf("zero Accept: Index = %d, want -1", got)
	}
}

func TestAcceptByQuality(t *testing.T) {
	t.Parallel()
	a := headers.ParseAcceptLanguage("en;q=0.3, sv, *;q=0.9, da")
	if got, want := choices(a.ByQuality()), "sv=1 | da=1 | *=0.9 | en=0.3"; got != want {
		t.Errorf("ByQuality = %s, want %s", got, want)
	}
}

func TestAcceptLimit(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("en-x,", 1000)
	if got, want := len(headers.ParseAcceptLanguage(long).Choices()), headers.MaxAcceptLanguage/5; got != want {
		t.Errorf("%d languages, want %d", got, want)
	}
	if got := headers.ParseAcceptEncoding(strings.Repeat("x", 2*headers.MaxAccept)).Choices(); len(got) != 0 {
		t.Errorf("one word of %d bytes gave %d choices", 2*headers.MaxAccept, len(got))
	}
}

// FuzzAccept writes what was read and reads it again, and holds Best to its word.
func FuzzAccept(f *testing.F) {
	f.Add("text/html;q=0.5, */*;level=1", "text/html")
	f.Add("de-AT, de;q=0.5, *", "de_at")
	f.Add(`a;b="c,d";q=1`, `"`)
	f.Fuzz(func(t *testing.T, in, offer string) {
		for _, parse := range []func(string) headers.Accept{headers.ParseAccept, headers.ParseAcceptLanguage, headers.ParseAcceptEncoding} {
			a := parse(in)
			if again := parse(a.String()); len(in) < headers.MaxAcceptLanguage/2 && !reflect.DeepEqual(a.Choices(), again.Choices()) {
				t.Errorf("%q: %s became %s", in, choices(a.Choices()), choices(again.Choices()))
			}
			if best := a.Best(offer); best != "" && best != offer {
				t.Errorf("%q: Best(%q) = %q", in, offer, best)
			}
			if q := a.Quality(offer); q < 0 || q > 1 || q > 0 && a.Best(offer) != offer {
				t.Errorf("%q: Quality(%q) = %v, Best = %q", in, offer, q, a.Best(offer))
			}
		}
	})
}
