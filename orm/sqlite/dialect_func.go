package sqlite

import (
	"strconv"
	"strings"

	"github.com/combo-web/combo/orm"
	"github.com/combo-web/combo/orm/sqlite/internal/functions"
)

// Function returns the text of a function, "" if SQLite has none. {0}, {1} …
// stand for the arguments.
func (dialect) Function(c orm.Call) string {
	text := function(c)
	if text == "" || c.Out.Kind != orm.Decimal || c.Name == "Cast" {
		return text
	}
	// What is computed has no affinity, without which a number is never equal to
	// the text that a decimal is bound as.
	return "CAST(" + text + " AS NUMERIC)"
}

func function(c orm.Call) string {
	if text, ok := texts[c.Name]; ok {
		return text
	}
	if text, ok := numbers[c.Name]; ok {
		return call(text, len(c.Args))
	}
	if text := aggregate(c); text != "" {
		return text
	}
	switch c.Name {
	case "+", "-", "*", "/", "%", "^", "&", "|", "#", "<<", ">>":
		return arithmetic(c)
	case "Coalesce", "NullIf":
		return call(strings.ToUpper(c.Name), len(c.Args))
	case "Greatest":
		return call("MAX", len(c.Args))
	case "Least":
		return call("MIN", len(c.Args))
	case "Substr", "Lag", "Lead":
		return call(map[string]string{"Substr": "SUBSTR", "Lag": "LAG", "Lead": "LEAD"}[c.Name], len(c.Args))
	case "Case":
		return caseText(len(c.Args) / 2)
	case "As":
		return as(c)
	case "Cast":
		return cast(c)
	case "Extract", "Trunc", "TruncDate":
		return datePart(c)
	case "JSONObject":
		return jsonObject(c)
	}
	return jsonTest(c.Name)
}

// call writes a function with so many arguments.
func call(name string, args int) string {
	if args == 0 {
		return name + "()"
	}
	return name + "({,})"
}

// texts are functions that look the same whatever their arguments are.
var texts = map[string]string{
	"Lower":    "LOWER({0})",
	"Upper":    "UPPER({0})",
	"Length":   "LENGTH({0})",
	"Trim":     "TRIM({0})",
	"LTrim":    "LTRIM({0})",
	"RTrim":    "RTRIM({0})",
	"Concat":   "(COALESCE({0}, '') || COALESCE({1}, ''))",
	"Left":     "SUBSTR({0}, 1, {1})",
	"Right":    "SUBSTR({0}, -{1})",
	"LPad":     functions.LPad + "({0}, {1}, {2})",
	"RPad":     functions.RPad + "({0}, {1}, {2})",
	"Repeat":   functions.Repeat + "({0}, {1})",
	"Replace":  "REPLACE({0}, {1}, {2})",
	"Reverse":  functions.Reverse + "({0})",
	"StrIndex": "INSTR({0}, {1})",
	"Chr":      "CHAR({0})",
	"Ord":      "UNICODE({0})",
	"MD5":      functions.MD5 + "({0})",
	"SHA1":     functions.SHA1 + "({0})",
	"SHA224":   functions.SHA224 + "({0})",
	"SHA256":   functions.SHA256 + "({0})",
	"SHA384":   functions.SHA384 + "({0})",
	"SHA512":   functions.SHA512 + "({0})",
	"Now":      "STRFTIME('%Y-%m-%d %H:%M:%f', 'now')",
	"Random":   "((RANDOM() & 9007199254740991) / 9007199254740992.0)",

	"RowNumber":   "ROW_NUMBER()",
	"Rank":        "RANK()",
	"DenseRank":   "DENSE_RANK()",
	"PercentRank": "PERCENT_RANK()",
	"CumeDist":    "CUME_DIST()",
	"Ntile":       "NTILE({0})",
	"FirstValue":  "FIRST_VALUE({0})",
	"LastValue":   "LAST_VALUE({0})",
	"NthValue":    "NTH_VALUE({0}, {1})",
}

// numbers are functions of numbers.
var numbers = map[string]string{
	"Abs": "ABS", "Ceil": "CEILING", "Floor": "FLOOR", "Sign": "SIGN", "Round": "ROUND",
	"Mod": functions.Mod, "Power": functions.Power, "Sqrt": functions.Sqrt, "Exp": functions.Exp,
	"Ln": functions.Ln, "Log": functions.Log, "Sin": "SIN", "Cos": "COS", "Tan": "TAN", "Cot": functions.Cot,
	"ASin": functions.Asin, "ACos": functions.Acos, "ATan": "ATAN", "ATan2": "ATAN2",
	"Degrees": "DEGREES", "Radians": "RADIANS", "Pi": "PI",
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
	if c.Name == "StringAgg" {
		if c.Distinct {
			// SQLite takes DISTINCT with one argument only, which is joined by
			// commas.
			return ""
		}
		return name + "({0}, {1}{2}){3}{4}"
	}
	text := name + "(" + distinct + "{0}{1}){2}{3}"
	if c.Out.Kind == orm.Duration && c.Name == "Avg" {
		return "CAST(ROUND(" + text + ") AS INTEGER)"
	}
	return text
}

var aggregates = map[string]string{
	"Count": "COUNT", "CountRows": "COUNT", "Sum": "SUM", "Avg": "AVG", "Max": "MAX", "Min": "MIN",
	"StdDev": functions.StddevPop, "StdDevSample": functions.StddevSamp,
	"Variance": functions.VarPop, "VarianceSample": functions.VarSamp,
	"StringAgg": "STRING_AGG", "JSONBAgg": "JSON_GROUP_ARRAY", "BoolAnd": "MIN", "BoolOr": "MAX",
	"AnyValue": functions.AnyValue,
}

// arithmetic returns the text of an operator.
func arithmetic(c orm.Call) string {
	l, r := c.Args[0].Kind, c.Args[1].Kind
	switch {
	case c.Name == "-" && l == orm.Time && r == orm.Time:
		return functions.TimeDiff + "({0}, {1})"
	case c.Name == "-" && isDate(l) && isDate(r):
		return functions.TimestampDiff + "({0}, {1})"
	case (l == orm.Duration) != (r == orm.Duration):
		return functions.DurationMath + "('" + c.Name + "', {0}, {1})"
	case c.Name == "#":
		return functions.BitXor + "({0}, {1})"
	case c.Name == "^" && c.Out.Kind == orm.Int:
		return "CAST(" + functions.Power + "({0}, {1}) AS INTEGER)"
	case c.Name == "^":
		return functions.Power + "({0}, {1})"
	case c.Name == "%" && c.Out.Kind != orm.Int:
		return functions.Mod + "({0}, {1})"
	}
	return "({0} " + c.Name + " {1})"
}

func isDate(k orm.Kind) bool { return k == orm.Date || k == orm.DateTime }

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
		return "CAST({0} AS INTEGER)"
	case orm.Float:
		return "CAST({0} AS REAL)"
	}
	return "{0}"
}

// cast makes a value of another type. Dates and times have to be in their stored
// form.
func cast(c orm.Call) string {
	from := c.Args[0].Kind
	switch c.Out.Kind {
	case orm.Date:
		if from == orm.DateTime {
			return functions.DateTimeCastDate + "({0})"
		}
		return "DATE({0})"
	case orm.Time:
		if from == orm.DateTime {
			return functions.DateTimeCastTime + "({0})"
		}
		return "REPLACE(STRFTIME('%H:%M:%f', {0}), '.000', '')"
	case orm.DateTime:
		if from == orm.DateTime {
			return "{0}"
		}
		return "REPLACE(STRFTIME('%Y-%m-%d %H:%M:%f', {0}), '.000', '')"
	case orm.JSON:
		return "{0}"
	}
	name, err := dialect{}.CastType(c.Out)
	if err != nil {
		return ""
	}
	return "CAST({0} AS " + name + ")"
}

// datePart returns the text of a part or the beginning of a date or time.
func datePart(c orm.Call) string {
	from := c.Args[0].Kind
	zone := ""
	if c.Zone != orm.NoZone {
		zone = ", {1}"
	}
	if c.Name == "TruncDate" {
		return castPart(from, c.Out.Kind, zone)
	}
	var name string
	switch from {
	case orm.Date:
		name = map[string]string{"Extract": functions.DateExtract, "Trunc": functions.DateTrunc}[c.Name]
	case orm.Time:
		name = map[string]string{"Extract": functions.TimeExtract, "Trunc": functions.TimeTrunc}[c.Name]
	case orm.DateTime, orm.NoKind:
		name = map[string]string{"Extract": functions.DateTimeExtract, "Trunc": functions.DateTimeTrunc}[c.Name]
	default:
		return ""
	}
	return name + "('" + c.Part + "', {0}" + zone + ")"
}

func castPart(from, to orm.Kind, zone string) string {
	switch {
	case from == to:
		return "{0}"
	case to == orm.Date:
		return functions.DateTimeCastDate + "({0}" + zone + ")"
	}
	return functions.DateTimeCastTime + "({0}" + zone + ")"
}
