package orm_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/combo-web/combo/orm"
)

func TestBytesAsKeys(t *testing.T) {
	each(t, func(t *testing.T, db *orm.DB) {
		ctx := t.Context()
		m := &orm.Model{App: "bytes", Name: "Blob", Fields: []*orm.Field{
			{Name: "hash", Type: orm.Type{Kind: orm.Binary}, Unique: true},
			{Name: "data", Type: orm.Type{Kind: orm.JSON}, Null: true, Unique: true},
		}}
		if _, err := orm.NewRegistry(m); err != nil {
			t.Fatal(err)
		}
		table, literal := "(id integer PRIMARY KEY, hash blob NOT NULL, data text)", "x'ff%02x'"
		if db.Dialect().Name() != "sqlite" {
			table, literal = "(id bigint PRIMARY KEY, hash bytea NOT NULL, data jsonb)", `'\xff%02x'`
		}
		if _, err := db.Exec(ctx, "CREATE TABLE bytes_blob "+table); err != nil {
			t.Fatal(err)
		}
		blobs := orm.From(m).On(db)
		for i := range 3 {
			if _, err := db.Exec(ctx, fmt.Sprintf("INSERT INTO bytes_blob (id, hash) VALUES (%d, "+literal+")", i, i)); err != nil {
				t.Fatal(err)
			}
		}
		long := make([][]byte, 2000)
		for i := range long {
			long[i] = []byte{0xff, byte(i % 2)}
		}
		if n, err := blobs.Filter(orm.Where("hash__in", long)).Count(ctx); err != nil || n != 2 {
			t.Errorf("%d of a long list, %v, want 2", n, err)
		}
		rows, err := blobs.InBulk(ctx, "hash", []byte{0xff, 2}, []byte{0})
		if err != nil || len(rows) != 1 || rows["\xff\x02"]["id"] != int64(2) {
			t.Errorf("InBulk = %v, %v", rows, err)
		}
		if _, err := blobs.InBulk(ctx, "data", "x"); err == nil || !strings.Contains(err.Error(), "keys of a map") {
			t.Errorf("InBulk by JSON: %v", err)
		}
	})
}
