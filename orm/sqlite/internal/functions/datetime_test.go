package functions_test

import (
	"testing"

	"github.com/combo-web/combo/orm/sqlite/internal/functions"
)

func TestExtract(t *testing.T) {
	t.Parallel()
	const date, both = functions.DateExtract, functions.DateTimeExtract
	runCalls(t, []callTest{
		{date, args("year", "2024-12-30"), int64(2024), ""},
		{date, args("iso_year", "2024-12-30"), int64(2025), ""},
		{date, args("quarter", "2024-12-30"), int64(4), ""},
		{date, args("quarter", "2024-03-31"), int64(1), ""},
		{date, args("quarter", "2024-04-01"), int64(2), ""},
		{date, args("month", "2024-12-30"), int64(12), ""},
		{date, args("week", "2024-12-30"), int64(1), ""},
		{date, args("week", "2021-01-03"), int64(53), ""},
		{date, args("week_day", "2024-12-29"), int64(1), ""}, // a Sunday
		{date, args("week_day", "2024-12-28"), int64(7), ""},
		{date, args("iso_week_day", "2024-12-29"), int64(7), ""},
		{date, args("iso_week_day", "2024-12-30"), int64(1), ""},
		{date, args("day", "2024-12-30"), int64(30), ""},
		{date, args("day", "2024-12-31 23:30:00", "Europe/Paris"), int64(1), ""},
		{date, args("day", "2024-12-31", "Europe/Paris"), int64(31), ""},
		{date, args("day", "2024-12-31", "America/New_York"), int64(31), ""},
		{date, args("year", "0000-01-01"), nil, ""},
		{date, args("hour", "2024-12-30"), nil, `combo_date_extract: unknown kind: text "hour"`},
		{date, args("Year", "2024-12-30"), nil, "unknown kind"},
		{date, args(1, "2024-12-30"), nil, "unknown kind: 1"},
		{date, args("year", "12:00:00"), nil, ""},
		{date, args("year", 2024), nil, ""},
		{date, args("year", []byte("2024-12-30")), nil, ""},

		{both, args("hour", "2024-12-30 22:59:58.999999"), int64(22), ""},
		{both, args("minute", "2024-12-30 22:59:58.999999"), int64(59), ""},
		{both, args("second", "2024-12-30 22:59:58.999999"), int64(58), ""},
		{both, args("hour", "2024-12-30"), int64(0), ""},
		{both, args("day", "2024-03-10 06:59:59", "America/New_York"), int64(10), ""},
		{both, args("hour", "2024-03-10 06:59:59", "America/New_York"), int64(1), ""},
		{both, args("hour", "2024-03-10 07:00:00", "America/New_York"), int64(3), ""}, // 02:00 does not exist
		{both, args("minute", "2024-06-01 12:00:00", "Asia/Kathmandu"), int64(45), ""},
		{both, args("year", "2024-12-31 23:30:00", "UTC+00:30"), int64(2025), ""},
		{both, args("iso_year", "2024-12-29 23:30:00", "UTC+00:30"), int64(2025), ""},
		{both, args("year", "9999-12-31 23:30:00", "UTC+00:30"), nil, "out of range"},
		{both, args("millennium", "2024-12-30 22:59:58"), nil, "unknown kind"},

		{functions.TimeExtract, args("hour", "07:08:09.5"), int64(7), ""},
		{functions.TimeExtract, args("minute", "07:08:09.5"), int64(8), ""},
		{functions.TimeExtract, args("second", "07:08:09.999999"), int64(9), ""},
		{functions.TimeExtract, args("minute", "07:08"), int64(8), ""},
		{functions.TimeExtract, args("hour", "2024-12-30 07:08:09"), int64(7), ""},
		{functions.TimeExtract, args("hour", "2024-12-30"), nil, ""},
		{functions.TimeExtract, args("day", "07:08:09"), nil, "unknown kind"},
	})
}

// What is accepted as a datetime, and what is not.
func TestStoredForms(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]any{
		"2024-02-29 01:02:03":               "01:02:03",
		"2024-02-29T01:02:03":               "01:02:03",
		"2024-02-29 01:02":                  "01:02:00",
		"2024-02-29 01:02:03.5":             "01:02:03.500000",
		"2024-02-29 01:02:03.000001":        "01:02:03.000001",
		"2024-02-29 01:02:03.0000019999999": "01:02:03.000001",
		"2024-02-29 01:02:03Z":              "01:02:03",
		"2024-02-29 01:02:03.5+05":          "20:02:03.500000",
		"2024-02-29 01:02:03-0530":          "06:32:03",
		"2024-02-29T01:02:03.123456+05:30":  "19:32:03.123456",
		"2024-02-29 01:02:03 +01:00":        "00:02:03",
		"2024-02-29":                        "00:00:00",
		"01:02:03":                          "01:02:03",
		"0001-01-01 00:00:00":               "00:00:00",
		"9999-12-31 23:59:59.999999":        "23:59:59.999999",

		"":                              nil,
		" ":                             nil,
		"now":                           nil,
		"2023-02-29 01:02:03":           nil,
		"2024-13-01 01:02:03":           nil,
		"2024-00-01 01:02:03":           nil,
		"2024-01-00 01:02:03":           nil,
		"0000-01-01 01:02:03":           nil,
		"2024-02-29 24:00:00":           nil,
		"2024-02-29 23:60:00":           nil,
		"2024-02-29 23:59:60":           nil,
		"2024-02-29 ":                   nil,
		"2024-02-29  01:02:03":          nil,
		"2024-02-29x01:02:03":           nil,
		"2024-02-29 01:02:03.":          nil,
		"2024-02-29 01:02:":             nil,
		"2024-02-29 01:02:03 Europe":    nil,
		"2024-02-29 01:02:03+5":         nil,
		"2024-02-29 01:02:03+24:00":     nil,
		"2024-02-29 01:02:03+05:60":     nil,
		"2024-02-29 01:02:03+05:30x":    nil,
		"2024-02-29 01:02:03\x00":       nil,
		"0001-01-01 00:00:00+01:00":     nil,
		"9999-12-31 23:59:59-01:00":     nil,
		"01:02:03Z":                     nil,
		"2024-2-9 01:02:03":             nil,
		"٢٠٢٤-٠٢-٢٩":                    nil,
		"2024-02-29 01:02:03 +0000 UTC": nil,
	} {
		runCalls(t, []callTest{{functions.DateTimeCastTime, args(in), want, ""}})
	}
}

func TestZones(t *testing.T) {
	t.Parallel()
	for zone, want := range map[string]string{
		"UTC":                 "12:00:00",
		"Europe/Paris":        "14:00:00",
		"Asia/Kathmandu":      "17:45:00",
		"Etc/GMT+5":           "07:00:00", // the database's sign is the other way round
		"UTC+05:30":           "17:30:00",
		"UTC-08:00":           "04:00:00",
		"+0530":               "17:30:00",
		"-03":                 "09:00:00",
		"America/Los_Angeles": "05:00:00",
	} {
		runCalls(t, []callTest{{functions.DateTimeCastTime, args("2024-07-01 12:00:00", zone), want, ""}})
	}
	for _, zone := range []string{"", "Local", "Mars/Olympus", "../UTC", "/etc/localtime", "UTC+25:00", "UTC+5", "UTC+05:30:00", "\x00", "Europe"} {
		runCalls(t, []callTest{{functions.DateTimeCastTime, args("2024-07-01 12:00:00", zone), nil, "unknown time zone"}})
	}
	runCalls(t, []callTest{{functions.DateTimeCastTime, args("2024-07-01 12:00:00", 5), nil, "zone: text expected, not 5"}})
}

func TestTrunc(t *testing.T) {
	t.Parallel()
	const date, both, clock = functions.DateTrunc, functions.DateTimeTrunc, functions.TimeTrunc
	runCalls(t, []callTest{
		{date, args("year", "2024-08-15"), "2024-01-01", ""},
		{date, args("quarter", "2024-08-15"), "2024-07-01", ""},
		{date, args("quarter", "2024-12-31"), "2024-10-01", ""},
		{date, args("month", "2024-08-15"), "2024-08-01", ""},
		{date, args("week", "2024-08-15"), "2024-08-12", ""},
		{date, args("week", "2024-01-01"), "2024-01-01", ""},
		{date, args("week", "2023-01-01"), "2022-12-26", ""},
		{date, args("day", "2024-08-15"), "2024-08-15", ""},
		{date, args("month", "2024-08-31 23:30:00", "Europe/Paris"), "2024-09-01", ""},
		{date, args("month", "0099-08-15"), "0099-08-01", ""},
		{date, args("hour", "2024-08-15"), nil, "unknown kind"},
		{date, args("iso_year", "2024-08-15"), nil, "unknown kind"},
		{date, args("year", "08:00:00"), nil, ""},

		{both, args("year", "2024-08-15 16:17:18.5"), "2024-01-01 00:00:00", ""},
		{both, args("week", "2024-08-18 23:59:59"), "2024-08-12 00:00:00", ""},
		{both, args("week", "2024-08-18 23:59:59", "Europe/Paris"), "2024-08-18 22:00:00", ""},
		{both, args("day", "2024-08-15 16:17:18.5"), "2024-08-15 00:00:00", ""},
		{both, args("hour", "2024-08-15 16:17:18.5"), "2024-08-15 16:00:00", ""},
		{both, args("hour", "2024-08-15 16:17:18.5", "Asia/Kathmandu"), "2024-08-15 16:15:00", ""},
		{both, args("month", "2024-04-15 12:00:00", "Europe/Paris"), "2024-03-31 22:00:00", ""},
		{both, args("year", "2024-08-15 12:00:00", "Europe/Paris"), "2023-12-31 23:00:00", ""},
		{both, args("hour", "2024-10-27 00:30:00", "Europe/Paris"), "2024-10-27 00:00:00", ""},
		{both, args("hour", "2024-10-27 01:30:00", "Europe/Paris"), "2024-10-27 01:00:00", ""},
		{both, args("day", "0001-01-01 12:00:00", "Europe/Paris"), nil, "out of range"},
		{both, args("day", "2016-10-16 09:20:00", "America/Sao_Paulo"), "2016-10-16 03:00:00", ""},
		{both, args("minute", "2024-08-15 16:17:18.5"), "2024-08-15 16:17:00", ""},
		{both, args("second", "2024-08-15 16:17:18.5"), "2024-08-15 16:17:18", ""},
		{both, args("second", "0001-01-01 00:00:00", "America/New_York"), nil, "out of range"},
		{both, args("century", "2024-08-15 16:17:18"), nil, "unknown kind"},
		{both, args("hour", "rubbish"), nil, ""},

		{clock, args("hour", "16:17:18.5"), "16:00:00", ""},
		{clock, args("minute", "16:17:18.5"), "16:17:00", ""},
		{clock, args("second", "16:17:18.5"), "16:17:18", ""},
		{clock, args("hour", "2024-08-15 16:17:18.5", "Europe/Paris"), "18:00:00", ""},
		{clock, args("hour", "16:17:18.5", "Europe/Paris"), "16:00:00", ""},
		{clock, args("minute", "16:17:18.5", "UTC+00:30"), "16:17:00", ""},
		{clock, args("hour", "2024-08-15"), nil, ""},
		{clock, args("day", "16:17:18.5"), nil, "unknown kind"},

		{functions.DateTimeCastDate, args("2024-08-15 22:17:18.5", "Europe/Paris"), "2024-08-16", ""},
		{functions.DateTimeCastDate, args("2024-08-15 22:17:18.5"), "2024-08-15", ""},
		{functions.DateTimeCastDate, args("2024-08-15"), "2024-08-15", ""},
		{functions.DateTimeCastDate, args("22:17:18"), nil, ""},
		{functions.DateTimeCastTime, args("2024-08-15 22:17:18.5", "Europe/Paris"), "00:17:18.500000", ""},
	})
}

// The zones of rows differ, and there are more of them than are kept.
func TestZonesOverRows(t *testing.T) {
	t.Parallel()
	got, err := one(open(t), `WITH RECURSIVE n(i) AS (VALUES (0) UNION ALL SELECT i + 1 FROM n WHERE i < 1000)
		SELECT count(*) FROM n WHERE combo_datetime_extract('minute', '2024-08-15 16:00:00', printf('UTC+%02d:%02d', i / 60, i % 60)) = i % 60`)
	if got != int64(1001) || err != nil {
		t.Errorf("rows = %v, %v, want 1001", got, err)
	}
}
