package postgres

import (
	"strconv"
	"strings"

	"github.com/combo-web/combo/orm"
)

// Function returns the text of a function, "" if PostgreSQL has none. {0}, {1} …
// stand for the arguments.
func (d dialect) Function(c orm.Call) string {
	if text, ok := texts[c.Name]; ok {
		return text
	}
	if text := number(c); text != "" {
		return text
	}
	if text := aggregate(c); text != "" {
		return text
	}
	switch c.Name {
	case "+", "-", "*", "/", "%", "^", "&", "|", "#", "<<", ">>":
		return arithmetic(c)
	case "Coalesce", "NullIf", "Greatest", "Least":
		return unmixed(strings.ToUpper(c.Name)+"({,})", c)
	case "Substr":
		return substr(len(c.Args))
	case "Lag", "Lead":
		return lagging(c)
	case "Case":
		return caseText(len(c.Args) / 2)
	case "As":
		return as(c)
	case "Cast":
		return d.cast(c)
	case "Extract":
		return extract(c)
	case "Trunc":
		return trunc(c)
	case "TruncDate":
		return truncDate(c)
	case "JSONObject":
		return jsonObject(c)
	}
	return jsonTest(c)
}

// texts are functions that look the same whatever their arguments are. Numbers of
// characters have to be plain integers.
var texts = map[string]string{
	"Lower":    "LOWER({0})",
	"Upper":    "UPPER({0})",
	"Length":   "LENGTH({0})",
	"Trim":     "BTRIM({0})",
	"LTrim":    "LTRIM({0})",
	"RTrim":    "RTRIM({0})",
	"Concat":   "(COALESCE(({0})::text, '') || COALESCE(({1})::text, ''))",
	"Left":     "LEFT({0}, ({1})::integer)",
	"Right":    "RIGHT({0}, ({1})::integer)",
	"LPad":     "LPAD({0}, ({1})::integer, {2})",
	"RPad":     "RPAD({0}, ({1})::integer, {2})",
	"Repeat":   "REPEAT({0}, ({1})::integer)",
	"Replace":  "REPLACE({0}, {1}, {2})",
	"Reverse":  "REVERSE({0})",
	"StrIndex": "STRPOS({0}, {1})",
	"Chr":      "CHR(({0})::integer)",
	"Ord":      "ASCII({0})",
	"MD5":      "MD5({0})",
	"SHA1":     "ENCODE(DIGEST({0}, 'sha1'), 'hex')",
	"SHA224":   "ENCODE(SHA224(CONVERT_TO({0}, 'UTF8')), 'hex')",
	"SHA256":   "ENCODE(SHA256(CONVERT_TO({0}, 'UTF8')), 'hex')",
	"SHA384":   "ENCODE(SHA384(CONVERT_TO({0}, 'UTF8')), 'hex')",
	"SHA512":   "ENCODE(SHA512(CONVERT_TO({0}, 'UTF8')), 'hex')",
	"Unaccent": "UNACCENT({0})",
	"Now":      "STATEMENT_TIMESTAMP()",
	"Random":   "RANDOM()",
	"Pi":       "PI()",

	"RowNumber":   "ROW_NUMBER()",
	"Rank":        "RANK()",
	"DenseRank":   "DENSE_RANK()",
	"PercentRank": "PERCENT_RANK()",
	"CumeDist":    "CUME_DIST()",
	"Ntile":       "NTILE(({0})::integer)",
	"FirstValue":  "FIRST_VALUE({0})",
	"LastValue":   "LAST_VALUE({0})",
	"NthValue":    "NTH_VALUE({0}, ({1})::integer)",
}

// numbers are functions of numbers.
var numbers = map[string]string{
	"Abs": "ABS({0})", "Ceil": "CEILING({0})", "Floor": "FLOOR({0})", "Sign": "SIGN({0})",
	"Round": "ROUND(({0})::numeric, ({1})::integer)",
	"Power": "POWER({0}, {1})", "Sqrt": "SQRT({0})", "Exp": "EXP({0})",
	"Ln": "LN({0})", "Log": "LOG(({0})::numeric, ({1})::numeric)",
	"Sin": "SIN({0})", "Cos": "COS({0})", "Tan": "TAN({0})", "Cot": "COT({0})",
	"ASin": "ASIN({0})", "ACos": "ACOS({0})", "ATan": "ATAN({0})", "ATan2": "ATAN2({0}, {1})",
	"Degrees": "DEGREES({0})", "Radians": "RADIANS({0})",
	"Mod": "MOD(({0})::numeric, ({1})::numeric)",
}

// number returns the text of a function of numbers, which is given the type that
// it has for package orm: the server's is often another one.
func number(c orm.Call) string {
	text, ok := numbers[c.Name]
	if !ok {
		return ""
	}
	return typed(text, c.Out)
}

func typed(text string, out orm.Type) string {
	switch out.Kind {
	case orm.Float:
		return "(" + text + ")::double precision"
	case orm.Decimal:
		return "(" + text + ")::numeric"
	case orm.Int:
		return "(" + text + ")::bigint"
	}
	return text
}

// unmixed gives numbers of several kinds the one of the result.
func unmixed(text string, c orm.Call) string {
	for _, t := range c.Args {
		if isNumber(t.Kind) && isNumber(c.Out.Kind) && t.Kind != c.Out.Kind {
			return typed(text, c.Out)
		}
	}
	return text
}

// aggregate returns the text of an aggregate: behind its arguments stand places
// for the order of the values, for FILTER and for OVER.
func aggregate(c orm.Call) string {
	name, ok := aggregates[c.Name]
	if !ok {
		return ""
	}
	if c.Name == "CountRows" {
		return "COUNT(*){1}{2}"
	}
	distinct := ""
	if c.Distinct {
		distinct = "DISTINCT "
	}
	text := name + "(" + distinct + "{0}{1}){2}{3}"
	switch c.Name {
	case "StringAgg":
		return name + "(" + distinct + "({0})::text, {1}{2}){3}{4}"
	case "Sum", "Avg", "StdDev", "StdDevSample", "Variance", "VarianceSample":
		if c.Args[0].Kind == orm.Bool {
			text = strings.Replace(text, "{0}", "({0})::integer", 1)
		}
		return typed(text, c.Out)
	case "AnyValue":
		// ANY_VALUE came with PostgreSQL 16.
		return "(ARRAY_AGG({0} ORDER BY ({0}) IS NULL){2}{3})[1]"
	}
	return text
}

var aggregates = map[string]string{
	"Count": "COUNT", "CountRows": "COUNT", "Sum": "SUM", "Avg": "AVG", "Max": "MAX", "Min": "MIN",
	"StdDev": "STDDEV_POP", "StdDevSample": "STDDEV_SAMP", "Variance": "VAR_POP", "VarianceSample": "VAR_SAMP",
	"StringAgg": "STRING_AGG", "ArrayAgg": "ARRAY_AGG", "JSONBAgg": "JSONB_AGG",
	"BoolAnd": "BOOL_AND", "BoolOr": "BOOL_OR", "BitAnd": "BIT_AND", "BitOr": "BIT_OR",
	"AnyValue": "ARRAY_AGG",
}

// arithmetic returns the text of an operator.
func arithmetic(c orm.Call) string {
	l, r := c.Args[0].Kind, c.Args[1].Kind
	switch {
	case c.Name == "-" && l == orm.Date && r == orm.Date:
		return "(INTERVAL '1 day' * ({0} - {1}))"
	case c.Name == "-" && l == orm.Date && r == orm.DateTime:
		return "(({0} AT TIME ZONE 'UTC') - {1})"
	case c.Name == "-" && l == orm.DateTime && r == orm.Date:
		return "({0} - ({1} AT TIME ZONE 'UTC'))"
	case c.Out.Kind == orm.DateTime && l == orm.Date:
		return "(({0} " + c.Name + " {1}) AT TIME ZONE 'UTC')"
	case c.Out.Kind == orm.DateTime && r == orm.Date:
		return "(({0} " + c.Name + " {1}) AT TIME ZONE 'UTC')"
	case c.Name == "<<" || c.Name == ">>":
		return "({0} " + c.Name + " ({1})::integer)"
	case c.Name == "^" && c.Out.Kind == orm.Int:
		return "TRUNC(({0})::numeric ^ {1})::bigint"
	case c.Name == "%" && c.Out.Kind == orm.Float:
		return "MOD(({0})::numeric, ({1})::numeric)::double precision"
	}
	return "({0} " + c.Name + " {1})"
}

func substr(args int) string {
	if args == 2 {
		return "SUBSTRING({0}, ({1})::integer)"
	}
	return "SUBSTRING({0}, ({1})::integer, ({2})::integer)"
}

func lagging(c orm.Call) string {
	text := strings.ToUpper(c.Name) + "({0}, ({1})::integer"
	if len(c.Args) == 3 {
		text += ", {2}"
	}
	return text + ")"
}

// caseText writes CASE with so many conditions, which are the first arguments.
func caseText(conditions int) string {
	var b strings.Builder
	b.WriteString("CASE")
	for i := range conditions {
		b.WriteString(" WHEN {" + strconv.Itoa(i) + "} THEN {" + strconv.Itoa(conditions+i) + "}")
	}
	b.WriteString(" ELSE {" + strconv.Itoa(2*conditions) + "} END")
	return b.String()
}

// as makes a number of one kind one of another.
func as(c orm.Call) string {
	switch c.Out.Kind {
	case orm.Int:
		return "TRUNC(({0})::numeric)::bigint"
	case orm.Float:
		return "({0})::double precision"
	}
	return "({0})::numeric"
}

// cast makes a value of another type.
func (d dialect) cast(c orm.Call) string {
	name, err := d.CastType(c.Out)
	if err != nil {
		return ""
	}
	from := c.Args[0].Kind
	switch {
	case from == orm.DateTime && (c.Out.Kind == orm.Date || c.Out.Kind == orm.Time):
		return "({0} AT TIME ZONE 'UTC')::" + name
	case from == orm.Date && c.Out.Kind == orm.DateTime:
		return "({0} AT TIME ZONE 'UTC')"
	case c.Out.Kind == orm.JSON && (isNumber(from) || from == orm.Bool):
		return "TO_JSONB({0})"
	}
	return "({0})::" + name
}

func isNumber(k orm.Kind) bool { return k == orm.Int || k == orm.Float || k == orm.Decimal }

// zoned writes a date and time as a clock in its zone shows it.
func zoned(c orm.Call) string {
	switch {
	case c.Args[0].Kind != orm.DateTime:
		return "{0}"
	case c.Zone == orm.NoZone:
		return "{0} AT TIME ZONE 'UTC'"
	case c.Zone == orm.OffsetZone:
		// A text would be read by the rules of POSIX, with the sign turned round.
		return "{0} AT TIME ZONE ({1})::interval"
	}
	return "{0} AT TIME ZONE {1}"
}

// fields are the parts that EXTRACT knows by other names.
var fields = map[string]string{"iso_year": "ISOYEAR", "week_day": "DOW", "iso_week_day": "ISODOW"}

// extract returns the text of a part of a date or time.
func extract(c orm.Call) string {
	field := fields[c.Part]
	if field == "" {
		field = strings.ToUpper(c.Part)
	}
	of := zoned(c)
	switch c.Part {
	case "second":
		if c.Args[0].Kind != orm.Date {
			of = "DATE_TRUNC('second', " + of + ")"
		}
	case "week_day":
		return "(EXTRACT(DOW FROM " + of + ") + 1)::bigint"
	}
	return "EXTRACT(" + field + " FROM " + of + ")::bigint"
}

// trunc returns the text of a beginning.
func trunc(c orm.Call) string {
	text := "DATE_TRUNC('" + c.Part + "', " + zoned(c) + ")"
	switch c.Args[0].Kind {
	case orm.Date:
		return text + "::date"
	case orm.Time:
		return text + "::time"
	}
	// The three arguments keep apart hours that a clock shows twice.
	switch c.Zone {
	case orm.NamedZone:
		return "DATE_TRUNC('" + c.Part + "', {0}, {1})"
	case orm.OffsetZone:
		return "(" + text + " AT TIME ZONE ({1})::interval)"
	}
	return "(" + text + " AT TIME ZONE 'UTC')"
}

// truncDate returns the text of the date or the time in a moment.
func truncDate(c orm.Call) string {
	if c.Args[0].Kind == c.Out.Kind {
		return "{0}"
	}
	if c.Out.Kind == orm.Date {
		return "(" + zoned(c) + ")::date"
	}
	return "(" + zoned(c) + ")::time"
}
