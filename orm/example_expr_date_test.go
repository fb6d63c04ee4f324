package orm_test

import (
	"time"

	"github.com/combo-web/combo/orm"
)

func ExampleExtract() {
	printValues(orm.Extract(&Works.F.Bought, "quarter"))
	// Output: 1 | 4 | 3
}

func ExampleExtractYear() {
	printValues(orm.ExtractYear(&Works.F.Due))
	// Output: 2024 | 2025 | 2023
}

func ExampleExtractISOYear() {
	printValues(orm.ExtractISOYear(&Works.F.Due))
	// Output: 2024 | 2025 | 2023
}

func ExampleExtractQuarter() {
	printValues(orm.ExtractQuarter(&Works.F.Due))
	// Output: 1 | 1 | 3
}

func ExampleExtractMonth() {
	printValues(orm.ExtractMonth(&Works.F.Due))
	// Output: 3 | 1 | 7
}

func ExampleExtractWeek() {
	printValues(orm.ExtractWeek(&Works.F.Due))
	// Output: 13 | 1 | 28
}

func ExampleExtractWeekDay() {
	printValues(orm.ExtractWeekDay(&Works.F.Due))
	// Output: 1 | 4 | 7
}

func ExampleExtractISOWeekDay() {
	printValues(orm.ExtractISOWeekDay(&Works.F.Due))
	// Output: 7 | 3 | 6
}

func ExampleExtractDay() {
	printValues(orm.ExtractDay(&Works.F.Due))
	// Output: 31 | 1 | 15
}

func ExampleExtractHour() {
	printValues(orm.ExtractHour(&Works.F.Due))
	// Output: 22 | 0 | 12
}

func ExampleExtractMinute() {
	printValues(orm.ExtractMinute(&Works.F.Due))
	// Output: 30 | 0 | 0
}

func ExampleExtractSecond() {
	printValues(orm.ExtractSecond(&Works.F.Due))
	// Output: 15 | 0 | 0
}

func ExampleTrunc() {
	printValues(orm.Trunc(&Works.F.Due, "month", orm.Type{Kind: orm.Date}))
	// Output: 2024-03-01 | 2025-01-01 | 2023-07-01
}

func ExampleTruncYear() {
	printValues(orm.TruncYear(&Works.F.Due))
	// Output: 2024-01-01 00:00:00 | 2025-01-01 00:00:00 | 2023-01-01 00:00:00
}

func ExampleTruncQuarter() {
	printValues(orm.TruncQuarter(&Works.F.Due))
	// Output: 2024-01-01 00:00:00 | 2025-01-01 00:00:00 | 2023-07-01 00:00:00
}

func ExampleTruncMonth() {
	printValues(orm.TruncMonth(&Works.F.Due))
	// Output: 2024-03-01 00:00:00 | 2025-01-01 00:00:00 | 2023-07-01 00:00:00
}

func ExampleTruncWeek() {
	printValues(orm.TruncWeek(&Works.F.Due))
	// Output: 2024-03-25 00:00:00 | 2024-12-30 00:00:00 | 2023-07-10 00:00:00
}

func ExampleTruncDay() {
	printValues(orm.TruncDay(&Works.F.Due))
	// Output: 2024-03-31 00:00:00 | 2025-01-01 00:00:00 | 2023-07-15 00:00:00
}

func ExampleTruncHour() {
	printValues(orm.TruncHour(&Works.F.Due))
	// Output: 2024-03-31 22:00:00 | 2025-01-01 00:00:00 | 2023-07-15 12:00:00
}

func ExampleTruncMinute() {
	printValues(orm.TruncMinute(&Works.F.Due))
	// Output: 2024-03-31 22:30:00 | 2025-01-01 00:00:00 | 2023-07-15 12:00:00
}

func ExampleTruncSecond() {
	printValues(orm.TruncSecond(&Works.F.Due))
	// Output: 2024-03-31 22:30:15 | 2025-01-01 00:00:00 | 2023-07-15 12:00:00
}

func ExampleTruncDate() {
	printValues(orm.TruncDate(&Works.F.Due))
	// Output: 2024-03-31 | 2025-01-01 | 2023-07-15
}

func ExampleTruncTime() {
	printValues(orm.TruncTime(&Works.F.Due))
	// Output: 22:30:15 | 00:00:00 | 12:00:00
}

func ExampleInZone() {
	printValues(orm.ExtractHour(orm.InZone(&Works.F.Due, time.FixedZone("", 2*60*60))))
	// Output: 0 | 2 | 14
}

func ExampleNow() {
	printValues(orm.Typed[time.Time](&Works.F.Due).Is("lt", orm.Now()))
	// Output: true | true | true
}
