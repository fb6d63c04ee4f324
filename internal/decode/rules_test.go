package decode_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/combo-web/combo/internal/decode"
)

type ruled struct {
	Text     string         `form:"text" json:"text" check:"min=2,max=4"`
	One      string         `form:"one" json:"one" check:"max=1"`
	Need     string         `form:"need" json:"need" check:"required"`
	Trim     *string        `form:"trim" json:"trim" check:"trim,required,max=2"`
	Int      int8           `form:"int" json:"int" check:"min=-5,max=5"`
	Uint     *uint          `form:"uint" json:"uint" check:"min=5"`
	Float    float64        `form:"float" json:"float" check:"min=0.5,max=1.5"`
	Wait     time.Duration  `form:"wait" json:"wait" check:"min=1s,max=1m"`
	List     []int          `form:"list" json:"list" check:"required,min=2,max=3"`
	Map      map[string]int `json:"map" check:"max=1"`
	Bytes    []byte         `form:"bytes" json:"bytes" check:"max=3"`
	Colour   colour         `form:"colour" json:"colour" check:"oneof=red|green"`
	Number   *int           `form:"number" json:"number" check:"oneof=1|-2|3"`
	Colours  []colour       `form:"colours" json:"colours" check:"oneof=red|green"`
	Bool     bool           `form:"bool" json:"bool" check:"required"`
	NeedInt  int            `form:"needint" json:"needint" check:"required"`
	NeedDeep *struct {
		A string `form:"a" json:"a"`
	} `form:"needdeep" json:"needdeep" check:"required"`
}

func TestRules(t *testing.T) {
	tests := []struct {
		source decode.Source
		field  string // whose problems are looked at
		want   string // code and message
	}{
		{formSource(t, "text="), "text", ""},
		{formSource(t, "text=ab"), "text", ""},
		{formSource(t, "text=éééé"), "text", ""},
		{formSource(t, "text=a"), "text", "min_length Ensure this value has at least 2 characters (it has 1)."},
		{formSource(t, "text=%F0%9F%98%80abcd"), "text", "max_length Ensure this value has at most 4 characters (it has 5)."},
		{formSource(t, "one=ab"), "one", "max_length Ensure this value has at most 1 character (it has 2)."},
		{formSource(t, ""), "need", "required This field is required."},
		{formSource(t, "need="), "need", "required This field is required."},
		{formSource(t, "need=+"), "need", ""},
		{jsonSource(t, `{"need":""}`), "need", "required This field is required."},
		{jsonSource(t, `{"need":null}`), "need", "required This field is required."},
		{jsonSource(t, `{"need":5}`), "need", "invalid Enter valid text."},
		{formSource(t, "trim=+"), "trim", "required This field is required."},
		{formSource(t, "trim=+ab+%0A"), "trim", ""},
		{jsonSource(t, `{"trim":"  abc "}`), "trim", "max_length Ensure this value has at most 2 characters (it has 3)."},
		{formSource(t, "int="), "int", ""},
		{formSource(t, "int=-5"), "int", ""},
		{formSource(t, "int=6"), "int", "max_value Ensure this value is less than or equal to 5."},
		{formSource(t, "int=-6"), "int", "min_value Ensure this value is greater than or equal to -5."},
		{formSource(t, "int=200"), "int", "max_value Ensure this value is less than or equal to 127."},
		{formSource(t, "uint="), "uint", ""},
		{formSource(t, "uint=4"), "uint", "min_value Ensure this value is greater than or equal to 5."},
		{formSource(t, "float=1.5"), "float", ""},
		{formSource(t, "float=1.51"), "float", "max_value Ensure this value is less than or equal to 1.5."},
		{formSource(t, "float=0"), "float", "min_value Ensure this value is greater than or equal to 0.5."},
		{formSource(t, "wait=60s"), "wait", ""},
		{formSource(t, "wait=61s"), "wait", "max_value Ensure this value is less than or equal to 1m0s."},
		{formSource(t, "wait=1ms"), "wait", "min_value Ensure this value is greater than or equal to 1s."},
		{formSource(t, ""), "list", "required This field is required."},
		{jsonSource(t, `{"list":[]}`), "list", "required This field is required."},
		{formSource(t, "list=1"), "list", "min_length Ensure this list has at least 2 items (it has 1)."},
		{formSource(t, "list=1&list=2&list=3"), "list", ""},
		{formSource(t, "list=1&list=2&list=3&list=x"), "list", "max_length Ensure this list has at most 3 items (it has 4)."},
		{formSource(t, "list[0]=1&list[1]=2&list[2]=3&list[3]=4"), "list", "max_length Ensure this list has at most 3 items (it has 4)."},
		{jsonSource(t, `{"map":{"a":1,"b":2}}`), "map", "max_length Ensure this list has at most 1 item (it has 2)."},
		{formSource(t, "bytes=éé"), "bytes", "max_length Ensure this value has at most 3 bytes (it has 4)."},
		{formSource(t, "colour="), "colour", ""},
		{formSource(t, "colour=green"), "colour", ""},
		{formSource(t, "colour=blue"), "colour", "invalid_choice Select a valid choice. That choice is not one of the available choices."},
		{formSource(t, "colour=Red"), "colour", "invalid_choice Select a valid choice. That choice is not one of the available choices."},
		{formSource(t, "number=-2"), "number", ""},
		{formSource(t, "number=2"), "number", "invalid_choice Select a valid choice. That choice is not one of the available choices."},
		{formSource(t, "colours=red&colours=green&colours=red"), "colours", ""},
		{formSource(t, "colours=red&colours=blue"), "colours", "invalid_choice Select a valid choice. That choice is not one of the available choices."},
		{formSource(t, ""), "bool", "required This field is required."},
		{formSource(t, "bool=on"), "bool", ""},
		{jsonSource(t, `{"bool":false}`), "bool", ""},
		{formSource(t, "needint="), "needint", "required This field is required."},
		{jsonSource(t, `{"needint":0}`), "needint", ""},
		{formSource(t, ""), "needdeep", "required This field is required."},
		{jsonSource(t, `{"needdeep":{}}`), "needdeep", "required This field is required."},
		{jsonSource(t, `{"needdeep":{"a":"x"}}`), "needdeep", ""},
	}
	for _, test := range tests {
		var r ruled
		got := ""
		for _, p := range fill(t, &r, test.source) {
			if p.Field == test.field {
				got = strings.TrimSpace(got + "\n" + p.Code + " " + p.Message)
			}
		}
		if got != test.want {
			t.Errorf("%s: %s has %q, want %q", show(test.source.Root), test.field, got, test.want)
		}
	}
}

func TestTrimChangesTheValue(t *testing.T) {
	var r ruled
	fill(t, &r, formSource(t, "trim=%09+a+%0D%0A&text=+a+"))
	if r.Trim == nil || *r.Trim != "a" || r.Text != " a " {
		t.Errorf("got %+v", r)
	}
}

func TestProblemParams(t *testing.T) {
	tests := []struct {
		query string
		want  map[string]any
	}{
		{"text=abcde", map[string]any{"limit_value": int64(4), "show_value": int64(5)}},
		{"int=6", map[string]any{"limit_value": int64(5)}},
		{"int=200", map[string]any{"limit_value": int64(127)}},
		{"uint=1", map[string]any{"limit_value": uint64(5)}},
		{"wait=1h", map[string]any{"limit_value": "1m0s"}},
		{"colour=x", map[string]any{"choices": []any{colour("red"), colour("green")}}},
		{"int=x", nil},
	}
	for _, test := range tests {
		var r ruled
		field, _, _ := strings.Cut(test.query, "=")
		for _, p := range fill(t, &r, formSource(t, test.query)) {
			if p.Field == field && !reflect.DeepEqual(p.Params, test.want) {
				t.Errorf("%s: params %v, want %v", test.query, p.Params, test.want)
			}
		}
	}
}

// A list over its maximum is not made at all.
func TestMaxBoundsMemory(t *testing.T) {
	type form struct {
		List []struct {
			A string `json:"a"`
			B [1024]byte
		} `json:"list" check:"max=10"`
	}
	source := jsonSource(t, `{"list":[`+strings.Repeat("{},", 10_000)+`{}]}`)
	var f form
	fill(t, &f, source)
	if bytes := allocated(func() { fill(t, &f, source) }); bytes > 16<<10 {
		t.Errorf("%d bytes are allocated, want at most 16 KiB", bytes)
	}
}

func TestRulesRefuse(t *testing.T) {
	tests := []struct {
		typ  reflect.Type
		want string
	}{
		{reflect.TypeFor[struct {
			A string `form:"a" check:"max"`
		}](), `check "max": argument`},
		{reflect.TypeFor[struct {
			A string `form:"a" check:"min=-1"`
		}](), "negative"},
		{reflect.TypeFor[struct {
			A string `form:"a" check:"required=1"`
		}](), "takes no argument"},
		{reflect.TypeFor[struct {
			A string `form:"a" check:"required, max=1"`
		}](), `check " max" is not known`},
		{reflect.TypeFor[struct {
			A string `form:"a" check:"required,"`
		}](), `check "" is not known`},
		{reflect.TypeFor[struct {
			A int8 `form:"a" check:"max=128"`
		}](), "out of range"},
		{reflect.TypeFor[struct {
			A uint `form:"a" check:"min=-1"`
		}](), "invalid syntax"},
		{reflect.TypeFor[struct {
			A float64 `form:"a" check:"min=x"`
		}](), "invalid syntax"},
		{reflect.TypeFor[struct {
			A time.Duration `form:"a" check:"min=5"`
		}](), "missing unit"},
		{reflect.TypeFor[struct {
			A bool `form:"a" check:"min=5"`
		}](), "is not for bool"},
		{reflect.TypeFor[struct {
			A time.Time `form:"a" check:"max=5"`
		}](), "is not for time.Time"},
		{reflect.TypeFor[struct {
			A int `form:"a" check:"trim"`
		}](), "only for strings"},
		{reflect.TypeFor[struct {
			A string `form:"a" check:"trim=x"`
		}](), "takes no argument"},
		{reflect.TypeFor[struct {
			A int `form:"a" check:"oneof=1|x"`
		}](), `choice "x" does not fit int`},
		{reflect.TypeFor[struct {
			A time.Time `form:"a" check:"oneof=1"`
		}](), "is not for time.Time"},
		{reflect.TypeFor[struct {
			A []byte `form:"a" check:"oneof=1"`
		}](), "is not for []uint8"},
	}
	for _, test := range tests {
		if _, err := decode.PlanOf(test.typ); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: error %v, want one with %q", test.typ, err, test.want)
		}
	}
}
