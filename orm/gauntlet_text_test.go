package orm_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/combo-web/combo/orm"
	"github.com/combo-web/combo/orm/ormtest"
)

// A Memo is any text, and a document that has it as a name and as a value.
type Memo struct {
	ID   int64
	Text string `orm:"text"`
	Doc  any    `orm:"json,null"`
}

var (
	memos = &orm.TableSet{}
	Memos = orm.NewTableIn[Memo](memos, nil)
)

// payloads mean something to a database, to a driver or to the ORM's own templates.
var payloads = []string{
	`' OR 1=1--`, `') OR ('1'='1`, `' UNION SELECT 1,2,3--`, `\`, `\'`, `\\`, `"`, `""`, `'`, `''`, `;`, `; DROP TABLE memo`, `/*`, `*/`, `--`, `#`,
	`$$`, `$1`, `$a$`, `?`, `?1`, `:a`, `@a`, `{0}`, `{,}`, `%s`, `%`, `_`, `%%`, `\%`, `\_`, `E'\''`, `U&'\0041'`, `x'||pg_sleep(9)||'`, `NULL`, `null`,
	`$.a`, `$."a"`, `a.b`, `a"]`, `a' OR 1=1--`, `[0]`, `0`, `-1`, `a__b`, `\u0000`, `\ud800`, "\n", "\t", "\r", "\x01", "\u2028", "\ufeff", " ", "é", "e\u0301", "🚤",
}

// lookupMeanings are the lookups on text and what they mean, of texts that were
// folded if the database does not tell upper from lower case.
var lookupMeanings = map[string]func(have, asked string) bool{
	"exact":       func(have, asked string) bool { return have == asked },
	"iexact":      strings.EqualFold,
	"contains":    strings.Contains,
	"icontains":   func(have, asked string) bool { return strings.Contains(strings.ToLower(have), strings.ToLower(asked)) },
	"startswith":  strings.HasPrefix,
	"istartswith": func(have, asked string) bool { return strings.HasPrefix(strings.ToLower(have), strings.ToLower(asked)) },
	"endswith":    strings.HasSuffix,
	"iendswith":   func(have, asked string) bool { return strings.HasSuffix(strings.ToLower(have), strings.ToLower(asked)) },
	"gt":          func(have, asked string) bool { return have > asked },
	"lte":         func(have, asked string) bool { return have <= asked },
}

// Whatever stands in a text, each lookup finds the rows that a comparison in
// memory finds.
func TestGauntletC1Payloads(t *testing.T) {
	ormtest.Each(t, func(t *testing.T, db *orm.DB) {
		texts := addMemos(t, db)
		fold := func(lookup, s string) string {
			if db.Dialect().Name() == "sqlite" && (strings.HasSuffix(lookup, "with") || lookup == "contains") {
				return strings.ToLower(s) // LIKE has no other way
			}
			return s
		}
		for _, asked := range payloads {
			for lookup, means := range lookupMeanings {
				if db.Dialect().Name() != "sqlite" && (lookup == "gt" || lookup == "lte") {
					continue // the order is that of the collation
				}
				checkMemos(t, db, orm.Where("text__"+lookup, asked), fmt.Sprintf("%s %q", lookup, asked), texts,
					func(have string) bool { return means(fold(lookup, have), fold(lookup, asked)) })
			}
			is := func(have string) bool { return have == asked }
			checkMemos(t, db, orm.Where("text__in", []string{asked, asked + "x"}), "in "+asked, texts, is)
			checkMemos(t, db, orm.Where("text__regex", regexp.QuoteMeta(asked)), "regex "+asked, texts,
				func(have string) bool { return strings.Contains(have, asked) })
			checkMemos(t, db, orm.Compare(orm.Key(orm.F("doc"), asked), "exact", asked), "key "+asked, texts, is)
			checkMemos(t, db, orm.Compare(orm.Key(orm.F("doc"), "is"), "contains", asked), "part containing "+asked, texts, is)
			checkMemos(t, db, orm.Compare(orm.KeyText(orm.F("doc"), "is"), "endswith", asked), "text of a part "+asked, texts,
				func(have string) bool { return strings.HasSuffix(fold("endswith", have), fold("endswith", asked)) })
			checkMemos(t, db, orm.Where("doc__has_key", asked), "has_key "+asked, texts, is)
			checkMemos(t, db, orm.Where("doc__contains", map[string]any{"is": asked}), "JSON containing "+asked, texts, is)
			checkMemos(t, db, orm.Where("doc", map[string]any{asked: asked, "is": asked}), "document of "+asked, texts, is)
			checkMemos(t, db, orm.Compare(orm.Replace(orm.F("text"), asked, "§"), "exact", "§"), "replaced "+asked, texts, is)
		}
	}, Memos)
}

// addMemos inserts one memo of each payload, changes it and changes it back, and
// reads it again.
func addMemos(t *testing.T, db *orm.DB) (texts []string) {
	t.Helper()
	for _, s := range payloads {
		m := Memo{Text: "new", Doc: map[string]any{s: s, "is": s}}
		must(t, Memos.On(db).Insert(t.Context(), &m))
		n, err := Memos.On(db).Filter(orm.Eq(&Memos.F.ID, m.ID)).Update(t.Context(), orm.SetTo(&Memos.F.Text, s))
		got, readErr := Memos.On(db).Find(t.Context(), m.ID)
		if err != nil || readErr != nil || n != 1 || got.Text != s || fmt.Sprint(got.Doc) != fmt.Sprint(m.Doc) {
			t.Errorf("%q came back as %q, %q, %v, %v", s, got.Text, got.Doc, err, readErr)
		}
	}
	return payloads
}

// checkMemos compares the rows that a condition finds with those that it should. It
// does nothing if one of skip is set.
func checkMemos(t *testing.T, db *orm.DB, c orm.Condition, what string, texts []string, means func(string) bool) {
	t.Helper()
	var want []string
	for _, s := range texts {
		if means(s) {
			want = append(want, s)
		}
	}
	got, err := orm.Pluck(Memos.On(db).Filter(c).OrderBy(&Memos.F.ID), &Memos.F.Text).All(t.Context())
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%s finds %q, want %q, %v", what, got, want, err)
	}
}

// What one of the databases cannot store is refused before either is asked, and
// everything else comes back from both as it was.
func TestGauntletC10TextThatOneDatabaseRefuses(t *testing.T) {
	ormtest.Each(t, func(t *testing.T, db *orm.DB) {
		ctx, ran := orm.CountStatements(t.Context())
		memo := Memos.On(db)
		for _, bad := range []string{"a\x00b", "\x00", "\xff", "a\xc0\xafb", "\xed\xa0\x80", "🚤"[:3]} {
			refused := map[string]error{
				"insert":      memo.Insert(ctx, &Memo{Text: bad}),
				"bulk":        memo.BulkCreate(ctx, []Memo{{Text: "x"}, {Text: bad}}, orm.BulkOptions{}),
				"update":      run(memo.Update(ctx, orm.SetTo(&Memos.F.Text, bad))),
				"exact":       run(memo.Filter(orm.Eq(&Memos.F.Text, bad)).All(ctx)),
				"contains":    run(memo.Filter(orm.IContains(&Memos.F.Text, bad)).Count(ctx)),
				"regex":       run(memo.Filter(orm.Where("text__regex", bad)).Exists(ctx)),
				"in":          run(memo.Filter(orm.In(&Memos.F.Text, "x", bad)).All(ctx)),
				"exclude":     run(memo.Exclude(orm.Eq(&Memos.F.Text, bad)).All(ctx)),
				"expression":  run(memo.Annotate(orm.As("x", orm.Concat(&Memos.F.Text, bad))).All(ctx)),
				"raw":         run(orm.Raw[string](ctx, db, "SELECT $1", bad)),
				"key of JSON": run(memo.Filter(orm.Compare(orm.Key(orm.F("doc"), bad), "exact", 1)).All(ctx)),
				"has_key":     run(memo.Filter(orm.Where("doc__has_key", bad)).All(ctx)),
			}
			for what, err := range refused {
				if err == nil {
					t.Errorf("%s of %q is not refused", what, bad)
				}
			}
		}
		for _, bad := range []any{"a\x00b", map[string]any{"a\x00": 1}, []any{[]any{"\x00"}}, json.RawMessage(`"\u0000"`), json.RawMessage(`"\ud800"`),
			json.RawMessage(`["\udc00\ud800"]`), json.RawMessage(`{"\ud800x":1}`), json.RawMessage(`"\\\ud800"`), json.RawMessage(`{`)} {
			if err := memo.Insert(ctx, &Memo{Doc: bad}); err == nil {
				t.Errorf("the document %q is not refused", bad)
			}
		}
		if ran.Count() != 0 {
			t.Errorf("the database was asked %d times", ran.Count())
		}
		checkStored(t, db)
	}, Memos)
}

func checkStored(t *testing.T, db *orm.DB) {
	ctx := t.Context()
	good := []string{"🚤", "a\u2028b", "\u00e9", "e\u0301", "\ufffd", "\ufeff", "\u0001", "\U0010ffff", `\u0000`, `\ud800`, "\\\\u0000"}
	for _, s := range good {
		m := Memo{Text: s, Doc: []any{s, map[string]any{s: s}}}
		must(t, Memos.On(db).Insert(ctx, &m))
		got, err := Memos.On(db).Filter(orm.Eq(&Memos.F.Text, s)).Get(ctx) // NFC and NFD are two texts
		if err != nil || got.Text != s || fmt.Sprint(got.Doc) != fmt.Sprint(m.Doc) {
			t.Errorf("%q came back as %q, %q, %v", s, got.Text, got.Doc, err)
		}
		length, err := orm.Into[int](ctx, Memos.On(db).Filter(orm.Eq(&Memos.F.ID, m.ID)).Annotate(orm.As("n", orm.Length(&Memos.F.Text))).Values("n"))
		if err != nil || length[0] != len([]rune(s)) {
			t.Errorf("%q has the length %v, %v", s, length, err)
		}
	}
}
