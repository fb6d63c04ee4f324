package functions

import (
	"bytes"
	"database/sql/driver"
	"strings"

	"modernc.org/sqlite"
)

// An anyValue keeps the newest value: it is the last to leave a window.
type anyValue struct {
	count  int
	newest driver.Value
}

func (a *anyValue) Step(_ *sqlite.FunctionContext, row []driver.Value) error {
	if row[0] == nil {
		return nil
	}
	a.count++
	a.newest = clone(row[0])
	return nil
}

func (a *anyValue) WindowInverse(_ *sqlite.FunctionContext, row []driver.Value) error {
	if row[0] != nil {
		a.count--
	}
	return nil
}

func (a *anyValue) WindowValue(*sqlite.FunctionContext) (driver.Value, error) {
	if a.count == 0 {
		return nil, nil
	}
	return a.newest, nil
}

func (a *anyValue) Final(*sqlite.FunctionContext) {}

// clone copies out of SQLite's memory what lies there.
func clone(v driver.Value) driver.Value {
	switch v := v.(type) {
	case string:
		return strings.Clone(v)
	case []byte:
		return bytes.Clone(v)
	}
	return v
}
