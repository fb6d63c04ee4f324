package webtest_test

import (
	"strings"
	"testing"

	"github.com/combo-web/combo/webtest"
)

// sent returns the form that a page with controls sends, once it is filled in.
func sent(t testing.TB, controls string, fill func(f *webtest.Form)) string {
	t.Helper()
	f := show(t, "<form action=/to/ method=post>"+controls+"</form>").Form("")
	if fill != nil {
		fill(f)
	}
	_, body, _ := strings.Cut(f.Submit().Body, "\n\n")
	return body
}

func TestSuccessfulControls(t *testing.T) {
	for _, test := range []struct{ name, controls, want string }{
		{"value", `<input name=a value="1 &amp; é">`, "a=1+%26+%C3%A9"},
		{"no value", `<input name=a>`, "a="},
		{"no name", `<input value=1>`, ""},
		{"empty name", `<input name="" value=1>`, ""},
		{"order of the page", `<input name=b value=1><input name=a value=2><input name=b value=3>`, "b=1&a=2&b=3"},
		{"disabled", `<input name=a value=1 disabled><input name=b>`, "b="},
		{"read-only", `<input name=a value=1 readonly>`, "a=1"},
		{"disabled fieldset", `<fieldset disabled><legend><input name=a></legend><legend><input name=b></legend><p><input name=c></fieldset><input name=d>`, "a=&d="},
		{"hidden", `<input type=hidden name=a value="1
2">`, "a=1%0D%0A2"},
		{"hidden element", `<input hidden name=a value=1>`, "a=1"},
		{"one line", "<input name=a value='1\n2'>", "a=12"},
		{"charset", `<input type=hidden name=_charset_>`, "_charset_=UTF-8"},
		{"unknown type", `<input type=wonder name=a value=1>`, "a=1"},
		{"types", `<input type=EMAIL name=a value=1><input type=number name=b value=2><input type=range name=c><input type=color name=d>`, "a=1&b=2&c=50&d=%23000000"},
		{"check boxes", `<input type=checkbox name=a><input type=checkbox name=b checked><input type=checkbox name=b value=2 checked>`, "b=on&b=2"},
		{"radio buttons", `<input type=radio name=a value=1><input type=radio name=a value=2 checked>`, "a=2"},
		{"textarea", "<textarea name=a>\n1\n2\r\n3</textarea>", "a=1%0D%0A2%0D%0A3"},
		{"select", `<select name=a><option>One  more<option value=2 selected>Two</select>`, "a=2"},
		{"select: the first", `<select name=a><option disabled>0<option>One  more<option value=2>Two</select>`, "a=One+more"},
		{"select: the last of several", `<select name=a><option selected>1<option selected>2</select>`, "a=2"},
		{"select: size 1", `<select name=a size=1><option>1</select>`, "a=1"},
		{"select: a list", `<select name=a size=3><option>1</select><input name=b>`, "b="},
		{"select: several", `<select name=a multiple><option selected>1<option>2<option selected>3</select>`, "a=1&a=3"},
		{"select: disabled option", `<select name=a multiple><option selected>1<optgroup disabled><option selected>2</optgroup></select>`, "a=1"},
		{"select: only disabled", `<select name=a><option disabled selected>Choose</select><input name=b>`, "b="},
		{"select: empty", `<select name=a></select>`, ""},
		{"datalist", `<datalist><input name=a><option>1</datalist><input name=b>`, "b="},
		{"buttons that do not send", `<input type=reset name=a value=1><input type=button name=b value=1><button type=button name=c value=1>x</button>`, ""},
		{"first button", `<button name=a value=1>x</button><button name=b value=2>y</button>`, "a=1"},
		{"button without a value", `<button name=a>x</button>`, "a="},
		{"input button", `<input type=submit name=a value=Go>`, "a=Go"},
		{"image", `<input type=image name=a>`, "a.x=0&a.y=0"},
		{"image without a name", `<input type=image>`, "x=0&y=0"},
		{"file", `<input type=file name=a>`, "a="},
		{"outside", `<input name=a></form><input name=b form=other><input name=c>`, "a="},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := sent(t, test.controls, nil); got != test.want {
				t.Errorf("the form sends %q, want %q", got, test.want)
			}
		})
	}
}

func TestControlsByAttribute(t *testing.T) {
	page := show(t, `<input name=a value=1 form=f><form id=f method=post action=/to/><input name=b form=g><input name=c></form>
<form id=g method=post action=/to/></form><button form=f name=d value=4>Go</button>`)
	page.Form("f").Submit().See("a=1&c=&d=4")
	page.Form("g").Submit().See("b=")
}

const everyKind = `<input name=a value=1><input name=a><textarea name=t></textarea><input type=hidden name=h value=7>
<input type=checkbox name=c value=1><input type=checkbox name=c value=2 checked><input type=checkbox name=one>
<input type=radio name=r value=1 checked><input type=radio name=r value=2><input type=radio name=s value=2 checked>
<select name=sel><option value=1>One<option value=2>Two<option value=3 disabled>Three</select>
<select name=m multiple><option selected>1<option>2<option>3</select>
<input name=off disabled><input name=ro readonly><input type=radio name=dr value=1 disabled><input type=file name=f>`

func TestFill(t *testing.T) {
	const start, end = "a=1&a=&t=&h=7&", "&s=2&sel=1&m=1&ro=&f="
	for _, test := range []struct {
		name string
		fill func(f *webtest.Form)
		want string
	}{
		{"nothing", nil, start + "c=2&r=1" + end},
		{"the first", func(f *webtest.Form) { f.Fill("a", "x") }, "a=x&a=&t=&h=7&c=2&r=1" + end},
		{"several", func(f *webtest.Form) { f.Fill("a", "x", "y\nz") }, "a=x&a=yz&t=&h=7&c=2&r=1" + end},
		{"textarea", func(f *webtest.Form) { f.Fill("t", "x\ny") }, "a=1&a=&t=x%0D%0Ay&h=7&c=2&r=1" + end},
		{"radio", func(f *webtest.Form) { f.Choose("r", "2") }, start + "c=2&r=2" + end},
		{"check", func(f *webtest.Form) { f.Check("c", "1").Check("one") }, start + "c=1&c=2&one=on&r=1" + end},
		{"uncheck", func(f *webtest.Form) { f.Uncheck("c", "2").Uncheck("one") }, start + "r=1" + end},
		{"select", func(f *webtest.Form) { f.Select("sel", "2") }, start + "c=2&r=1&s=2&sel=2&m=1&ro=&f="},
		{"select by its text", func(f *webtest.Form) { f.Select("sel", "Two") }, start + "c=2&r=1&s=2&sel=2&m=1&ro=&f="},
		{"select several", func(f *webtest.Form) { f.Select("m", "3", "2") }, start + "c=2&r=1&s=2&sel=1&m=2&m=3&ro=&f="},
		{"select none", func(f *webtest.Form) { f.Select("m") }, start + "c=2&r=1&s=2&sel=1&ro=&f="},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := sent(t, everyKind, test.fill); got != test.want {
				t.Errorf("the form sends\n%q, want\n%q", got, test.want)
			}
		})
	}
}

func TestFillFailures(t *testing.T) {
	for _, test := range []struct {
		name string
		fill func(f *webtest.Form)
		want string
	}{
		{"no field", func(f *webtest.Form) { f.Fill("offf", "") }, `Fill: the form has no field "offf"; did you mean "off"?; its fields are a, t, h, c, one, r, s, sel, m, off, ro, dr, f`},
		{"too many values", func(f *webtest.Form) { f.Fill("t", "1", "2") }, `Fill "t": the form has 1 such fields, 2 values were given`},
		{"hidden", func(f *webtest.Form) { f.Fill("h", "1") }, `Fill "h": the field is of the kind hidden: a visitor cannot change it; take Values`},
		{"check box", func(f *webtest.Form) { f.Fill("one", "1") }, "of the kind checkbox: use Check"},
		{"radio", func(f *webtest.Form) { f.Fill("r", "1") }, "of the kind radio: use Choose"},
		{"select", func(f *webtest.Form) { f.Fill("sel", "1") }, "of the kind select: use Select"},
		{"file", func(f *webtest.Form) { f.Fill("f", "1") }, "of the kind file: use Attach"},
		{"disabled", func(f *webtest.Form) { f.Fill("off", "1") }, `Fill "off": the field is disabled`},
		{"read-only", func(f *webtest.Form) { f.Fill("ro", "1") }, `Fill "ro": the field is read-only`},
		{"choose a text", func(f *webtest.Form) { f.Choose("a", "1") }, `Choose "a": the field is of the kind text: use Fill`},
		{"choose nothing there", func(f *webtest.Form) { f.Choose("r", "3") }, `Choose "r": there is no value "3"; the values are "1", "2"`},
		{"choose disabled", func(f *webtest.Form) { f.Choose("dr", "1") }, `Choose "dr": the field is disabled`},
		{"choose no field", func(f *webtest.Form) { f.Choose("x", "1") }, `Choose: the form has no field "x"`},
		{"check which", func(f *webtest.Form) { f.Check("c") }, `Check "c": the form has several, say which values`},
		{"check a radio", func(f *webtest.Form) { f.Check("s") }, `Check "s": the field is of the kind radio: use Choose`},
		{"uncheck a select", func(f *webtest.Form) { f.Uncheck("sel") }, `Uncheck "sel": the field is of the kind select: use Select`},
		{"check nothing there", func(f *webtest.Form) { f.Check("c", "3") }, `Check "c": there is no value "3"; the values are "1", "2"`},
		{"select a text", func(f *webtest.Form) { f.Select("a", "1") }, `Select "a": the field is of the kind text: use Fill`},
		{"select no option", func(f *webtest.Form) { f.Select("sel", "4") }, `Select "sel": there is no option "4"; the options are "1", "2", "3"`},
		{"select disabled", func(f *webtest.Form) { f.Select("sel", "3") }, `Select "sel": the option "3" is disabled`},
		{"select two", func(f *webtest.Form) { f.Select("sel", "1", "2") }, `Select "sel": it takes one choice, 2 were given`},
		{"attach a text", func(f *webtest.Form) { f.Attach("a", "a.png", nil) }, `Attach "a": the field is of the kind text: use Fill`},
		{"attach without multipart", func(f *webtest.Form) { f.Attach("f", "a.png", nil) }, `Attach "f": the form would send the file's name only: it needs method="post" enctype="multipart/form-data"`},
	} {
		t.Run(test.name, func(t *testing.T) {
			wantFailure(t, func(t testing.TB) { sent(t, everyKind, test.fill) }, test.want, "GET /page/: ")
		})
	}
}

func TestFindForm(t *testing.T) {
	const page = `<main class="big main"><form id=login name=in action=/login/ method=post class="box red"></form></main>
<form name=search action=/find/ data-kind="a b"></form><form action="/x/"></form>`
	for _, test := range []struct{ which, want string }{
		{"login", "POST /login/"},
		{"in", "POST /login/"},
		{"#login", "POST /login/"},
		{"form#login.red.box", "POST /login/"},
		{".main form", "POST /login/"},
		{"main.big .box", "POST /login/"},
		{"html main FORM", "POST /login/"},
		{"main *", "POST /login/"},
		{"search", "GET /find/?"},
		{"[data-kind='a b']", "GET /find/?"},
		{"[data-kind]", "GET /find/?"},
		{`form[action="/x/"]`, "GET /x/?"},
		{`[action=/x/]`, "GET /x/?"},
	} {
		show(t, page).Form(test.which).Submit().See(test.want)
	}
}

func TestFindFormFailures(t *testing.T) {
	const two = `<form id=login action=/login/ method=post></form><form name=search></form>`
	const all = `form#login (POST /login/), form[name="search"] (GET )`
	for _, test := range []struct{ page, which, want string }{
		{"<p>Hi", "", "the page has no form"},
		{"<p>Hi", "login", "the page has no form"},
		{two, "", "the page has several forms, say which: " + all},
		{two, "form", `several forms are "form", say which: ` + all},
		{two, "log", `the page has no form "log"; it has ` + all},
		{two, "main #login", `the page has no form "main #login"; it has ` + all},
		{two, ".red", `the page has no form ".red"`},
		{two, "[method=get]", `the page has no form "[method=get]"`},
		{two, "  ", `"  " is not a selector: it is empty`},
		{two, "a > b", `"a > b" is not a selector: a name was expected at "> b"`},
		{two, "#", `a name was expected at ""`},
		{two, "[]", `a name was expected at "]"`},
		{two, "[a", `[a is not closed`},
		{two, "[a=", `[a is not closed`},
		{two, "[a='b]", `[a is not closed`},
	} {
		wantFailure(t, func(t testing.TB) { show(t, test.page).Form(test.which) }, test.want)
	}
	wantFailure(t, func(t testing.TB) { webtest.New(t, answer(200, "text/plain", "<form>")).Get("/").Form("") }, "the page has no form")
}

func TestValues(t *testing.T) {
	f := show(t, `<form enctype=multipart/form-data method=post><input name=a value=1><input type=file name=f><button name=b value=2>Go</button></form>`).Form("")
	got := f.Attach("f", "a.png", nil).Values().Encode()
	if got != "a=1&b=2&f=a.png" {
		t.Errorf("Values() = %q", got)
	}
}
