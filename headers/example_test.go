package headers_test

import (
	"fmt"
	"net/http"
	"time"

	"github.com/combo-web/combo/headers"
)

func ExampleParseAccept() {
	accept := headers.ParseAccept("text/html, application/json;q=0.9, */*;q=0.1")
	fmt.Println(accept.Best("application/json", "text/html"))
	fmt.Println(accept.Best("image/png", "application/json"))
	fmt.Println(accept.Quality("image/png"))
	// Output:
	// text/html
	// application/json
	// 0.1
}

func ExampleParseAcceptLanguage() {
	accept := headers.ParseAcceptLanguage("sv-FI, en;q=0.7")
	fmt.Println(accept.Best("en", "sv"))
	fmt.Printf("%q\n", accept.Best("de"))
	// Output:
	// sv
	// ""
}

func ExampleParseParams() {
	mediaType, params := headers.ParseParams(`text/plain; charset="utf-8"; title*=UTF-8''Caf%C3%A9`)
	fmt.Println(mediaType, params.Get("charset"), params.Get("title"))
	// Output: text/plain utf-8 Café
}

func ExampleFormatParams() {
	var params headers.Params
	params.Set("charset", "utf-8")
	params.Set("title", "Live at the Hot Club")
	fmt.Println(headers.FormatParams("text/plain", params))
	// Output: text/plain; charset=utf-8; title="Live at the Hot Club"
}

func ExampleParseSet() {
	vary := headers.ParseSet("Cookie, accept-encoding")
	vary.Add("Accept-Encoding", "Origin")
	fmt.Println(vary)
	// Output: Cookie, accept-encoding, Origin
}

func ExampleValidators_Check() {
	version := headers.Validators{
		ETag:     `"v7"`,
		Modified: time.Date(2024, time.March, 5, 10, 30, 0, 0, time.UTC),
	}
	show := http.Header{"If-None-Match": {`"v6", "v7"`}}
	save := http.Header{"If-Match": {`"v6"`}}
	fmt.Println(version.Check("GET", show, time.Now()))
	fmt.Println(version.Check("PUT", save, time.Now()))
	fmt.Println(version.Check("GET", http.Header{}, time.Now()))
	// Output:
	// 304
	// 412
	// 0
}

func ExampleSelectRanges() {
	spans, status := headers.SelectRanges("bytes=0-99,-20", 1000)
	fmt.Println(status)
	for _, span := range spans {
		fmt.Println(headers.ContentRange{Unit: "bytes", Span: span, Size: 1000})
	}
	// Output:
	// 206
	// bytes 0-99/1000
	// bytes 980-999/1000
}

func ExampleParseCookies() {
	cookies, err := headers.ParseCookies("sid=31d4; lang=sv; sid=old")
	if err != nil {
		fmt.Println(err) // answer with status 431
		return
	}
	sid, ok := cookies.Get("sid")
	fmt.Println(sid, ok)
	// Output: 31d4 true
}

func ExampleSetCookie() {
	field, err := headers.SetCookie(&http.Cookie{
		Name: "__Host-seat", Value: "row 7", Path: "/", MaxAge: 3600,
		HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
	fmt.Println(field, err)
	_, err = headers.SetCookie(&http.Cookie{Name: "seat", Value: "7\r\nSet-Cookie: admin=1"})
	fmt.Println(err)
	// Output:
	// __Host-seat="row 7"; Max-Age=3600; Secure; HttpOnly; Path=/; SameSite=Lax <nil>
	// cookie "seat": the value holds a control character
}

func ExampleParseAuth() {
	auth, _ := headers.ParseAuth("Basic em/DqzpqYXp6")
	user, password, ok := auth.Basic()
	fmt.Println(user, password, ok)
	// Output: zoë jazz true
}

func ExampleParseChallenges() {
	for _, challenge := range headers.ParseChallenges(`Digest realm="club", nonce="7c", Basic realm="club"`) {
		fmt.Println(challenge.Scheme, challenge.Params.Get("realm"))
	}
	// Output:
	// digest club
	// basic club
}

func ExampleParseCacheControl() {
	cc := headers.ParseCacheControl("private, max-age=600")
	age, ok := cc.Duration("max-age")
	fmt.Println(cc.Has("private"), age, ok)
	cc.SetBare("must-revalidate")
	fmt.Println(cc)
	// Output:
	// true 10m0s true
	// private, max-age=600, must-revalidate
}

func ExampleAttachment() {
	fmt.Println(headers.Attachment("Menü.pdf"))
	fmt.Println(headers.Attachment(`"; filename=x.bat`))
	// Output:
	// attachment; filename="Men_.pdf"; filename*=UTF-8''Men%C3%BC.pdf
	// attachment; filename="\"; filename=x.bat"
}

func ExampleCSP() {
	var csp headers.CSP
	csp.Set("default-src", "'self'")
	csp.Set("script-src", "'self' 'nonce-r4nd0m'")
	csp.SetBare("upgrade-insecure-requests")
	fmt.Println(csp)
	// Output: default-src 'self'; script-src 'self' 'nonce-r4nd0m'; upgrade-insecure-requests
}

func ExampleHostAllowed() {
	hosts := []string{"hotclub.example", ".friends.example"}
	fmt.Println(headers.HostAllowed("HotClub.example:8000", hosts))
	fmt.Println(headers.HostAllowed("django.friends.example", hosts))
	fmt.Println(headers.HostAllowed("hotclub.example.evil.example", hosts))
	// Output:
	// true
	// true
	// false
}

func ExampleIsLocalURL() {
	for _, next := range []string{"/friends/?page=2", "//evil.example", `/\evil.example`, "https:evil.example"} {
		fmt.Println(next, headers.IsLocalURL(next))
	}
	// Output:
	// /friends/?page=2 true
	// //evil.example false
	// /\evil.example false
	// https:evil.example false
}

func ExampleDestinations_Allow() {
	d := headers.Destinations{Hosts: []string{"pay.example"}, RequireHTTPS: true}
	fmt.Println(d.Allow("https://pay.example/7"), d.Allow("http://pay.example/7"))
	// Output: true false
}

func ExampleToURI() {
	uri := headers.ToURI("https://räksmörgås.example/på svenska/")
	fmt.Println(uri)
	fmt.Println(headers.ToIRI(uri))
	// Output:
	// https://xn--rksmrgs-5wao1o.example/p%C3%A5%20svenska/
	// https://räksmörgås.example/på%20svenska/
}

func ExampleCheck() {
	fmt.Println(headers.Check("Location", "/friends/"))
	fmt.Println(headers.Check("Location", "/\r\nSet-Cookie: admin=1"))
	// Output:
	// <nil>
	// header Location: the value holds a control character
}
