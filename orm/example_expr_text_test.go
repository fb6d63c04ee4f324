package orm_test

import (
	"github.com/combo-web/combo/orm"
)

func ExampleLower() {
	printValues(orm.Lower(&Works.F.Title))
	// Output: reefs | seas | tides
}

func ExampleUpper() {
	printValues(orm.Upper(&Works.F.Title))
	// Output: REEFS | SEAS | TIDES
}

func ExampleLength() {
	printValues(orm.Length(&Works.F.Title))
	// Output: 5 | 4 | 5
}

func ExampleTrim() {
	printValues(orm.Concat("[", orm.Trim(" sea "), "]"))
	// Output: [sea] | [sea] | [sea]
}

func ExampleLTrim() {
	printValues(orm.Concat("[", orm.LTrim(" sea "), "]"))
	// Output: [sea ] | [sea ] | [sea ]
}

func ExampleRTrim() {
	printValues(orm.Concat("[", orm.RTrim(" sea "), "]"))
	// Output: [ sea] | [ sea] | [ sea]
}

func ExampleConcat() {
	printValues(orm.Concat(&Works.F.Title, ", ", &Works.F.Pages, " pages", &Works.F.Note))
	// Output: Reefs, 100 pages | Seas, 250 pagestorn | Tides, 40 pages
}

func ExampleLeft() {
	printValues(orm.Left(&Works.F.Title, 3))
	// Output: Ree | Sea | Tid
}

func ExampleRight() {
	printValues(orm.Right(&Works.F.Title, 3))
	// Output: efs | eas | des
}

func ExampleSubstr() {
	printValues(orm.Substr(&Works.F.Title, 2, 3))
	// Output: eef | eas | ide
}

func ExampleSubstrFrom() {
	printValues(orm.SubstrFrom(&Works.F.Title, 2))
	// Output: eefs | eas | ides
}

func ExampleLPad() {
	printValues(orm.LPad(&Works.F.Title, 8, "."))
	// Output: ...Reefs | ....Seas | ...Tides
}

func ExampleRPad() {
	printValues(orm.RPad(&Works.F.Title, 8, "."))
	// Output: Reefs... | Seas.... | Tides...
}

func ExampleRepeat() {
	printValues(orm.Repeat(orm.Left(&Works.F.Title, 1), 3))
	// Output: RRR | SSS | TTT
}

func ExampleReplace() {
	printValues(orm.Replace(&Works.F.Title, "e", "é"))
	// Output: Rééfs | Séas | Tidés
}

func ExampleReverse() {
	printValues(orm.Reverse(&Works.F.Title))
	// Output: sfeeR | saeS | sediT
}

func ExampleStrIndex() {
	printValues(orm.StrIndex(&Works.F.Title, "e"))
	// Output: 2 | 2 | 4
}

func ExampleChr() {
	printValues(orm.Chr(orm.Add(&Works.F.ID, 64)))
	// Output: A | B | C
}

func ExampleOrd() {
	printValues(orm.Ord(&Works.F.Title))
	// Output: 82 | 83 | 84
}

func ExampleMD5() {
	printValues(orm.Left(orm.MD5(&Works.F.Title), 8))
	// Output: 58c75af6 | 11a73a59 | 92a5c203
}

func ExampleSHA1() {
	printValues(orm.Left(orm.SHA1(&Works.F.Title), 8))
	// Output: 15466763 | b1544032 | 67e1eda0
}

func ExampleSHA224() {
	printValues(orm.Left(orm.SHA224(&Works.F.Title), 8))
	// Output: 38ec8298 | 8ff81f38 | a207ca38
}

func ExampleSHA256() {
	printValues(orm.Left(orm.SHA256(&Works.F.Title), 8))
	// Output: 4c7bbb19 | a20b636e | af9cbf46
}

func ExampleSHA384() {
	printValues(orm.Left(orm.SHA384(&Works.F.Title), 8))
	// Output: 99301b20 | 66bd1c25 | ac6853ba
}

func ExampleSHA512() {
	printValues(orm.Left(orm.SHA512(&Works.F.Title), 8))
	// Output: a3d17e86 | 1559cce6 | beed9582
}

func ExampleCollate() {
	printValues(orm.Collate(&Works.F.Title, "NOCASE").Is("exact", "REEFS"))
	// Output: true | false | false
}
