package decode_test

import (
	"bytes"
	"encoding/base64"
	stdjson "encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/combo-web/combo/internal/decode"
)

// fuzzLimits are small, so that fuzzing finds them.
var fuzzLimits = decode.Limits{Bytes: 64 << 10, Depth: 16, Values: 1000, Fields: 50, Files: 5, HeaderBytes: 8 << 10, Memory: 64}

// What Query takes, url.ParseQuery reads the same. (It refuses ; where Query has a plain character.)
func FuzzForm(f *testing.F) {
	for _, seed := range []string{"a=1&b=2", "a&a=&=a", "a+b=%20%C3%A9", "a;b=c", "a=%zz", "a[0].b=1&a[1][b]=2", "a[]=1&a=2", "a.b=1&a=2", "%00", "a=\xff", "a[999999999]=x"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, query string) {
		pairs, err := decode.Query(query, fuzzLimits)
		if err != nil {
			checkError(t, err)
			return
		}
		want, err := url.ParseQuery(strings.ReplaceAll(query, ";", "%3B"))
		if err != nil {
			t.Fatalf("url.ParseQuery(%q): %v", query, err)
		}
		got := url.Values{}
		for _, p := range pairs {
			got.Add(p.Name, p.Value.Text())
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("Query(%q) = %v, url.ParseQuery %v", query, got, want)
		}
		tree, err := pairs.Tree()
		if err != nil {
			checkError(t, err)
			return
		}
		if got := countLeaves(tree); got != len(pairs) {
			t.Errorf("Tree of %q has %d values, want %d", query, got, len(pairs))
		}
		checkUnique(t, tree)
	})
}

func countLeaves(v decode.Value) int {
	n := 0
	for _, element := range v.List() {
		n += countLeaves(element)
	}
	for _, field := range v.Fields() {
		n += countLeaves(field.Value)
	}
	if v.Kind() != decode.List && v.Kind() != decode.Map {
		n++
	}
	return n
}

// checkUnique fails if a Map has a name twice.
func checkUnique(t *testing.T, v decode.Value) {
	t.Helper()
	seen := map[string]bool{}
	for _, field := range v.Fields() {
		if seen[field.Name] {
			t.Errorf("%s has %q twice", show(v), field.Name)
		}
		seen[field.Name] = true
		checkUnique(t, field.Value)
	}
	for _, element := range v.List() {
		checkUnique(t, element)
	}
}

func checkError(t *testing.T, err error) {
	t.Helper()
	var own *decode.Error
	if !errors.As(err, &own) || own.Status < 400 || own.Status > 415 || own.Code == "" || own.Message == "" {
		t.Errorf("error %v is not one for a client", err)
	}
}

// What Multipart takes, mime/multipart reads the same.
func FuzzMultipart(f *testing.F) {
	const field = "Content-Disposition: form-data; name=a"
	seeds := []string{
		"--x\n" + field + "\n\nb\n--x--",
		"--x\n" + field + "; filename=\"../c\"\nContent-Type: text/plain\n\nb\n\n--x--\n",
		"--x\n" + field + "\nContent-Transfer-Encoding: base64\n\naGVsbG8=\n--x--",
		"--x\n" + field + "\nContent-Transfer-Encoding: quoted-printable\n\n=41=\nb\n--x--",
		"p\n--x\n" + field + "; filename*=utf-8''%C3%A9\n\n" + strings.Repeat("b", 100) + "\n--x \n" + field + "\n\n\n--x-- \ne",
		"--x\n" + field + "\n\nb\n--x\n", "--x\n" + field, "--x--", "--x\n\n--x--",
	}
	for _, seed := range seeds {
		f.Add([]byte(seed))
		f.Add([]byte(strings.ReplaceAll(seed, "\n", "\r\n")))
	}
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, body []byte) {
		limits := fuzzLimits
		limits.TempDir = dir
		pairs, files, err := decode.Multipart(bytes.NewReader(body), "multipart/form-data; boundary=x", limits)
		if err != nil {
			checkError(t, err)
			return
		}
		defer files.Close()
		if got, want := partsOf(t, pairs), standardParts(t, body); !slices.Equal(got, want) {
			t.Errorf("Multipart(%q)\n got %+v\nwant %+v", body, got, want)
		}
		checkEmpty(t, dir)
	})
}

type part struct {
	name, content string
	isFile        bool
}

func partsOf(t *testing.T, pairs decode.Pairs) []part {
	t.Helper()
	var parts []part
	for _, p := range pairs {
		if u, ok := p.Value.Opaque().(*decode.Upload); ok {
			parts = append(parts, part{p.Name, contentOf(t, u), true})
		} else {
			parts = append(parts, part{p.Name, p.Value.Text(), false})
		}
	}
	return parts
}

// standardParts returns what mime/multipart reads.
func standardParts(t *testing.T, body []byte) []part {
	t.Helper()
	var parts []part
	reader := multipart.NewReader(bytes.NewReader(body), "x")
	for {
		p, err := reader.NextPart()
		if err == io.EOF {
			return parts
		}
		if err != nil {
			t.Fatalf("mime/multipart: %v", err)
		}
		var r io.Reader = p
		if strings.EqualFold(p.Header.Get("Content-Transfer-Encoding"), "base64") {
			r = base64.NewDecoder(base64.StdEncoding, p)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatalf("mime/multipart: %v", err)
		}
		_, params, _ := mime.ParseMediaType(p.Header.Get("Content-Disposition"))
		filename, isFile := params["filename"]
		if isFile && filename == "" && len(content) == 0 {
			continue
		}
		parts = append(parts, part{p.FormName(), string(content), isFile})
	}
}

// What JSON takes, encoding/json takes, and both read the same.
func FuzzJSON(f *testing.F) {
	for _, seed := range []string{`null`, `[1,-0.5e3,"a\u00e9",true,{"a":{"b":[]}}]`, `{"a":1,"a":2}`, `"\ud800"`, `[[[[`, `1 2`, "\"\xff\"", ` {"":""} `, `1e999`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		v, err := decode.JSON(bytes.NewReader(body), fuzzLimits)
		if err != nil {
			checkError(t, err)
			return
		}
		checkUnique(t, v)
		decoder := stdjson.NewDecoder(bytes.NewReader(body))
		decoder.UseNumber()
		var want any
		if err := decoder.Decode(&want); err != nil {
			t.Fatalf("encoding/json refuses %q: %v", body, err)
		}
		if _, err := decoder.Token(); err != io.EOF {
			t.Fatalf("encoding/json finds more after %q: %v", body, err)
		}
		if got := plain(v); !reflect.DeepEqual(got, want) {
			t.Errorf("JSON(%q) = %v, encoding/json %v", body, got, want)
		}
	})
}

// plain returns what encoding/json, told to keep numbers, makes of a value.
func plain(v decode.Value) any {
	switch v.Kind() {
	case decode.Bool:
		return v.Text() == "true"
	case decode.Number:
		return stdjson.Number(v.Text())
	case decode.Text:
		return v.Text()
	case decode.List:
		list := make([]any, len(v.List()))
		for i, element := range v.List() {
			list[i] = plain(element)
		}
		return list
	case decode.Map:
		m := make(map[string]any)
		for _, field := range v.Fields() {
			m[field.Name] = plain(field.Value)
		}
		return m
	}
	return nil
}

// What XML takes, encoding/xml tokenises to the same elements and text.
func FuzzXML(f *testing.F) {
	for _, seed := range []string{`<a/>`, `<?xml version="1.0"?><a b="1">x<c/>y<c>&lt;</c></a>`, `<!DOCTYPE a><a/>`, `<a><![CDATA[<b>]]></a>`, `<x:a xmlns:x="u" x:b="1"/>`,
		`<a>&#xD800;</a>`, `<a b='1' b='2'/>`, "\ufeff<a/> <!-- c -->", `<a><a><a>`, `<a/><b/>`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		v, err := decode.XML(bytes.NewReader(body), fuzzLimits)
		if err != nil {
			checkError(t, err)
			return
		}
		checkUnique(t, v)
		if !utf8.ValidString(show(v)) {
			t.Errorf("XML(%q) has invalid text", body)
		}
		decoder := xml.NewDecoder(bytes.NewReader(body))
		elements := 0
		for {
			token, err := decoder.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatalf("encoding/xml refuses %q: %v", body, err)
			}
			if _, ok := token.(xml.StartElement); ok {
				elements++
			}
		}
		if got := 1 + countElements(v); got != elements {
			t.Errorf("XML(%q) has %d elements, encoding/xml %d", body, got, elements)
		}
	})
}

// countElements counts the elements inside of one.
func countElements(v decode.Value) int {
	n := 0
	for _, field := range v.Fields() {
		if field.Name == "#text" || strings.HasPrefix(field.Name, "@") {
			continue
		}
		if field.Value.Kind() != decode.List {
			n += 1 + countElements(field.Value)
		}
		for _, element := range field.Value.List() {
			n += 1 + countElements(element)
		}
	}
	return n
}

// Whatever is sent, there are values or problems, and no more than a hundred of these.
func FuzzFill(f *testing.F) {
	seeds := []string{
		`{"name":"a","address":{"city":"x","zip":5},"others":[{}],"tags":["a"],"any":[1]}`, `{"int":1e3,"uint8":-1,"uuid":"x","time":"2024-01-01T00:00:00Z"}`,
		`name=a&address.city=x&others[0].city=y&tags[]=1`, `int=1&int8=300&float64=1e999&rat=1e10&level=low`,
		`<p zip="1"><name>a</name><address><city>x</city></address><other/><int>5</int></p>`,
	}
	for _, seed := range seeds {
		f.Add([]byte(seed))
	}
	targets := []reflect.Type{reflect.TypeFor[person](), reflect.TypeFor[scalars](), reflect.TypeFor[node](), reflect.TypeFor[ruled]()}
	types := []string{"application/json", "application/x-www-form-urlencoded", "application/xml"}
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, contentType := range types {
			source, _, err := decode.Body(bytes.NewReader(body), contentType, fuzzLimits)
			if err != nil {
				checkError(t, err)
				continue
			}
			for _, target := range targets {
				checkFill(t, target, source)
			}
		}
	})
}

func checkFill(t *testing.T, target reflect.Type, source decode.Source) {
	t.Helper()
	plan, err := decode.PlanOf(target)
	if err != nil {
		t.Fatal(err)
	}
	first, second := reflect.New(target).Elem(), reflect.New(target).Elem()
	problems := plan.Fill(first, source)
	if again := plan.Fill(second, source); !reflect.DeepEqual(problems, again) || !reflect.DeepEqual(first.Interface(), second.Interface()) {
		t.Errorf("%s fills %s in two ways", show(source.Root), target)
	}
	for _, p := range problems {
		if p.Code == "" || !strings.HasSuffix(p.Message, ".") || !utf8.ValidString(p.Field) {
			t.Errorf("%s: problem %+v", show(source.Root), p)
		}
	}
	source.Strict = true
	if strict := plan.Fill(second, source); len(strict) < len(problems) || len(strict) > 100 {
		t.Errorf("%s: %d problems, %d if strict", show(source.Root), len(problems), len(strict))
	}
}
