package orm

// kindNames are the names of the kinds, as they are written in Go.
var kindNames = [...]string{
	NoKind: "NoKind", Int: "Int", Text: "Text", Bool: "Bool", Float: "Float", Decimal: "Decimal",
	Date: "Date", Time: "Time", DateTime: "DateTime", Duration: "Duration", UUID: "UUID",
	JSON: "JSON", Binary: "Binary", IP: "IP", Array: "Array",
}

// String returns the name of the kind: "Int".
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return "unknown kind"
}
