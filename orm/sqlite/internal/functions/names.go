package functions

// Names of the functions in SQL. Arguments in brackets may be left out or NULL.
const (
	// Regexp is regexp(pattern, text): 1 if RE2's pattern is found in text.
	// SQLite calls it for "text REGEXP pattern".
	Regexp = "regexp"

	// DateExtract is combo_date_extract(kind, date [, zone]), an integer. Kinds:
	// year, iso_year, quarter, month, week (ISO 8601), week_day (Sunday is 1),
	// iso_week_day (Monday is 1), day.
	DateExtract = "combo_date_extract"
	// DateTimeExtract is combo_datetime_extract(kind, datetime [, zone]), an
	// integer. Kinds: those of DateExtract and TimeExtract.
	DateTimeExtract = "combo_datetime_extract"
	// TimeExtract is combo_time_extract(kind, time), an integer. Kinds: hour,
	// minute, second (whole seconds).
	TimeExtract = "combo_time_extract"

	// DateTrunc is combo_date_trunc(kind, date [, zone]), a date. Kinds: year,
	// quarter, month, week (to Monday), day.
	DateTrunc = "combo_date_trunc"
	// DateTimeTrunc is combo_datetime_trunc(kind, datetime [, zone]), the datetime
	// in UTC at which the year, day, hour … of the zone begins. Kinds: those of
	// DateTrunc and TimeTrunc.
	DateTimeTrunc = "combo_datetime_trunc"
	// TimeTrunc is combo_time_trunc(kind, time [, zone]), a time. Kinds: hour,
	// minute, second.
	TimeTrunc = "combo_time_trunc"

	// DateTimeCastDate is combo_datetime_cast_date(datetime [, zone]), a date.
	DateTimeCastDate = "combo_datetime_cast_date"
	// DateTimeCastTime is combo_datetime_cast_time(datetime [, zone]), a time.
	DateTimeCastTime = "combo_datetime_cast_time"

	// TimestampDiff is combo_timestamp_diff(a, b): the microseconds from b to a,
	// which are dates or datetimes.
	TimestampDiff = "combo_timestamp_diff"
	// TimeDiff is combo_time_diff(a, b): the microseconds from time b to time a,
	// negative if b is the later.
	TimeDiff = "combo_time_diff"
	// DurationMath is combo_format_dtdelta(op, a, b). With op + and -, one side
	// or both are durations, or two datetimes are subtracted; with op * and /, a
	// duration is scaled by a number. A date moved by whole days stays a date and
	// else becomes a datetime; a time wraps around at midnight.
	DurationMath = "combo_format_dtdelta"

	// Acos is combo_acos(x).
	Acos = "combo_acos"
	// Asin is combo_asin(x).
	Asin = "combo_asin"
	// BitXor is combo_bitxor(a, b) of integers.
	BitXor = "combo_bitxor"
	// Cot is combo_cot(x).
	Cot = "combo_cot"
	// Exp is combo_exp(x).
	Exp = "combo_exp"
	// Ln is combo_ln(x).
	Ln = "combo_ln"
	// Log is combo_log(base, x).
	Log = "combo_log"
	// Mod is combo_mod(a, b): the remainder with the sign of a, an integer if
	// both are.
	Mod = "combo_mod"
	// Power is combo_power(base, exponent), always a float.
	Power = "combo_power"
	// Sqrt is combo_sqrt(x).
	Sqrt = "combo_sqrt"

	// LPad is combo_lpad(text, length, fill): text with fill before it up to
	// length characters, or cut off there.
	LPad = "combo_lpad"
	// RPad is combo_rpad(text, length, fill): text with fill behind it up to
	// length characters, or cut off there.
	RPad = "combo_rpad"
	// Repeat is combo_repeat(text, times).
	Repeat = "combo_repeat"
	// Reverse is combo_reverse(text): its characters in reverse order.
	Reverse = "combo_reverse"

	// MD5 is combo_md5(text), in hexadecimal digits as all hashes.
	MD5 = "combo_md5"
	// SHA1 is combo_sha1(text).
	SHA1 = "combo_sha1"
	// SHA224 is combo_sha224(text).
	SHA224 = "combo_sha224"
	// SHA256 is combo_sha256(text).
	SHA256 = "combo_sha256"
	// SHA384 is combo_sha384(text).
	SHA384 = "combo_sha384"
	// SHA512 is combo_sha512(text).
	SHA512 = "combo_sha512"

	// JSONContains is combo_json_contains(document, part): 1 if PostgreSQL's
	// document @> part holds.
	JSONContains = "combo_json_contains"
	// JSONEqual is combo_json_equal(a, b): 1 if the documents are equal as those
	// of PostgreSQL's jsonb are, whatever the order of their members.
	JSONEqual = "combo_json_equal"

	// StddevPop is the aggregate combo_stddev_pop(x). This and the next three
	// skip NULL, are NULL for too few values or an infinite one, and work as
	// window functions.
	StddevPop = "combo_stddev_pop"
	// StddevSamp is the aggregate combo_stddev_samp(x), NULL for one value.
	StddevSamp = "combo_stddev_samp"
	// VarPop is the aggregate combo_var_pop(x).
	VarPop = "combo_var_pop"
	// VarSamp is the aggregate combo_var_samp(x), NULL for one value.
	VarSamp = "combo_var_samp"
	// AnyValue is the aggregate combo_any_value(x): one of the values that are
	// not NULL, in a window too.
	AnyValue = "combo_any_value"
)
