// Package functions gives SQLite the SQL functions that the expressions of the
// ORM need and SQLite lacks: regular expressions, parts of dates in a time
// zone, arithmetic with durations, hashes, padding, statistics, and containment
// of JSON documents. They are the ones that Django registers on SQLite, with
// the same meaning.
//
//	if err := functions.Register(); err != nil { // before the first connection
//		return err
//	}
//	db, err := sql.Open("sqlite", path)
//	rows, err := db.Query("SELECT "+functions.DateTimeExtract+"('hour', created_at, ?) FROM post", "Europe/Paris")
//
// # Rules
//
// All names start with combo_, so that none of SQLite's own functions changes
// its meaning for other code in the program. The exception is regexp, whose
// name is what makes the operator REGEXP work.
//
// A NULL argument makes the result NULL. Text that is no date makes the result
// of an extraction, a truncation or an addition NULL, as in Django; anything
// else that makes no sense is an error of the statement: an unknown kind or
// zone, text where a number belongs, a logarithm of zero. No function panics,
// and none reads a clock, a random number or a setting.
//
// Dates and times are text in the forms that Django stores:
//
//	2006-01-02
//	15:04:05[.000000]
//	2006-01-02 15:04:05[.000000]
//
// The last is in UTC. It may have a T in its middle, and end in Z or an offset
// such as +05:30, which is then taken into account. Digits after the sixth of a
// second are cut off, seconds may be left out. A zone is an IANA name
// (Europe/Paris) or an offset from UTC (UTC+05:30, +05:30, +0530), positive to
// the east; it moves only values that have both a date and a time. A duration
// is an integer number of microseconds.
//
// IANA names need the zone database of the system, or an import of time/tzdata
// in the program.
//
// # What is SQLite's own
//
// Not registered, because SQLite has them: sin, cos, tan, atan, atan2, degrees,
// radians, pi, floor, ceiling, round, sign, the JSON functions and the date
// functions. SQLite's own acos, asin, exp, ln, log, mod, pow and sqrt answer
// NULL or infinity where PostgreSQL and Django report an error; the functions
// here report it.
//
// LIKE, lower and upper know the case of ASCII letters only. Django leaves that
// as it is, and so does this package. A regular expression with (?i) knows all
// of Unicode.
package functions
