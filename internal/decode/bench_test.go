package decode_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/combo-web/combo/internal/decode"
)

// post is a struct as a site has it.
type post struct {
	ID        int64     `path:"id"`
	Title     string    `form:"title" json:"title" check:"required,max=150"`
	Body      string    `form:"body" json:"body" check:"required"`
	Tags      []string  `form:"tags" json:"tags"`
	Published bool      `form:"published" json:"published"`
	At        time.Time `form:"at" json:"at"`
	Author    struct {
		Name string `form:"name" json:"name"`
		Age  uint8  `form:"age" json:"age" check:"max=150"`
	} `form:"author" json:"author"`
}

const (
	postForm = "title=Hello&body=It+is+a+long+story.&tags=a&tags=b&published=on&at=2024-02-29&author.name=Ann&author.age=30"
	postJSON = `{"title":"Hello","body":"It is a long story.","tags":["a","b"],"published":true,"at":"2024-02-29T00:00:00Z","author":{"name":"Ann","age":30}}`
)

func benchmarkBind(b *testing.B, contentType, body string) {
	plan, err := decode.PlanOf(reflect.TypeFor[post]())
	if err != nil {
		b.Fatal(err)
	}
	path := pathSource("id", "7")
	b.ReportAllocs()
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		source, files, err := decode.Body(strings.NewReader(body), contentType, decode.Limits{})
		if err != nil {
			b.Fatal(err)
		}
		var p post
		if problems := plan.Fill(reflect.ValueOf(&p).Elem(), path, source); len(problems) > 0 {
			b.Fatal(problems)
		}
		files.Close()
	}
}

func BenchmarkBindForm(b *testing.B) {
	benchmarkBind(b, "application/x-www-form-urlencoded", postForm)
}

func BenchmarkBindJSON(b *testing.B) { benchmarkBind(b, "application/json", postJSON) }

func BenchmarkFill(b *testing.B) {
	plan, err := decode.PlanOf(reflect.TypeFor[post]())
	if err != nil {
		b.Fatal(err)
	}
	pairs, _ := decode.Query(postForm, decode.Limits{})
	root, _ := pairs.Tree()
	source := decode.Source{Tag: "form", Root: root, Loose: true}
	var p post
	dst := reflect.ValueOf(&p).Elem()
	b.ReportAllocs()
	for b.Loop() {
		if problems := plan.Fill(dst, source); len(problems) > 0 {
			b.Fatal(problems)
		}
	}
}

func BenchmarkJSON(b *testing.B) {
	body := "[" + strings.Repeat(postJSON+",", 99) + postJSON + "]"
	b.ReportAllocs()
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		if _, err := decode.JSON(strings.NewReader(body), decode.Limits{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkQuery(b *testing.B) {
	b.ReportAllocs()
	b.SetBytes(int64(len(postForm)))
	for b.Loop() {
		if _, err := decode.Query(postForm, decode.Limits{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkMultipart(b *testing.B) {
	body := padded(1 << 20)
	dir := b.TempDir()
	b.ReportAllocs()
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		_, files, err := decode.Multipart(strings.NewReader(body), "multipart/form-data; boundary=x", decode.Limits{TempDir: dir})
		if err != nil {
			b.Fatal(err)
		}
		files.Close()
	}
}

func BenchmarkOne(b *testing.B) {
	source := formSource(b, "page=5")
	var n int
	dst := reflect.ValueOf(&n).Elem()
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := decode.One(source, "page", dst, false); err != nil {
			b.Fatal(err)
		}
	}
}
