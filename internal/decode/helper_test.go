package decode_test

import (
	"errors"
	"fmt"
	"io"
	"reflect"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/combo-web/combo/internal/decode"
)

// show writes a value so that its kind can be told: n null, #1 a number, "a" a text, !x an opaque.
func show(v decode.Value) string {
	switch v.Kind() {
	case decode.Absent:
		return "absent"
	case decode.Null:
		return "n"
	case decode.Bool:
		return v.Text()
	case decode.Number:
		return "#" + v.Text()
	case decode.Text:
		return strconv.Quote(v.Text())
	case decode.List:
		var parts []string
		for _, element := range v.List() {
			parts = append(parts, show(element))
		}
		return "[" + strings.Join(parts, " ") + "]"
	case decode.Map:
		return "{" + showFields(v.Fields()) + "}"
	}
	if u, ok := v.Opaque().(*decode.Upload); ok {
		return "!" + u.Filename
	}
	return "!" + fmt.Sprint(v.Opaque())
}

func showFields(fields []decode.Field) string {
	var parts []string
	for _, f := range fields {
		parts = append(parts, f.Name+":"+show(f.Value))
	}
	return strings.Join(parts, " ")
}

// codeOf returns the status and the code of an *Error, "" of nil.
func codeOf(t *testing.T, err error) string {
	t.Helper()
	if err == nil {
		return ""
	}
	var own *decode.Error
	if !errors.As(err, &own) {
		t.Fatalf("error %v is not an *Error", err)
	}
	if !strings.HasSuffix(own.Message, ".") {
		t.Errorf("message %q is not a sentence", own.Message)
	}
	return fmt.Sprintf("%d %s", own.Status, own.Code)
}

// showProblems writes problems as "field code", one per line.
func showProblems(problems []decode.Problem) string {
	var lines []string
	for _, p := range problems {
		lines = append(lines, p.Field+" "+p.Code)
	}
	return strings.Join(lines, "\n")
}

// fill fills dst, a pointer to a struct.
func fill(t *testing.T, dst any, sources ...decode.Source) []decode.Problem {
	t.Helper()
	v := reflect.ValueOf(dst).Elem()
	plan, err := decode.PlanOf(v.Type())
	if err != nil {
		t.Fatal(err)
	}
	return plan.Fill(v, sources...)
}

// formSource is a form of that query.
func formSource(t testing.TB, query string) decode.Source {
	t.Helper()
	pairs, err := decode.Query(query, decode.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	root, err := pairs.Tree()
	if err != nil {
		t.Fatal(err)
	}
	return decode.Source{Tag: "form", Root: root, Loose: true}
}

func jsonSource(t *testing.T, text string) decode.Source {
	t.Helper()
	root, err := decode.JSON(strings.NewReader(text), decode.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return decode.Source{Tag: "json", Root: root}
}

func xmlSource(t *testing.T, text string) decode.Source {
	t.Helper()
	root, err := decode.XML(strings.NewReader(text), decode.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return decode.Source{Tag: "xml", Root: root, Loose: true}
}

// A flood is head and then unit again and again without an end. It counts what is taken from it.
type flood struct {
	head  string
	unit  string
	at    int
	taken int64
}

func (f *flood) Read(p []byte) (int, error) {
	n := copy(p, f.head)
	f.head = f.head[n:]
	for n < len(p) {
		c := copy(p[n:], f.unit[f.at:])
		f.at = (f.at + c) % len(f.unit)
		n += c
	}
	f.taken += int64(n)
	return n, nil
}

// A broken reader gives text and then err.
type broken struct {
	text io.Reader
	err  error
}

func breaking(text string, err error) io.Reader { return &broken{strings.NewReader(text), err} }

func (b *broken) Read(p []byte) (int, error) {
	n, err := b.text.Read(p)
	if err == io.EOF {
		err = b.err
	}
	return n, err
}

// allocated returns how many bytes f allocates in all, whether they are freed again or not.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// isLinear fails unless four times the input costs at most five times the bytes.
func isLinear(t *testing.T, name string, n int, f func(n int)) {
	t.Helper()
	f(n) // whatever is made once
	small := allocated(func() { f(n) })
	large := allocated(func() { f(4 * n) })
	if large > 5*small {
		t.Errorf("%s: %d bytes are allocated for size %d, %d for four times that", name, small, n, large)
	}
}

// namesJSON is an object with n names.
func namesJSON(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `"key%d":1,`, i)
	}
	return "{" + b.String() + `"z":1}`
}
