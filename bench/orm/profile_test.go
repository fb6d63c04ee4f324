package orm_test

import (
	"context"
	"testing"

	"github.com/combo-web/combo/orm"
)

// BenchmarkQuery is for profiles: go test ./orm -run '^$' -bench 'Query/sqlite/point/combo$' -cpuprofile cpu.out
func BenchmarkQuery(b *testing.B) {
	for name, open := range map[string]func(testing.TB, orm.Config) place{"sqlite": openSQLite, "postgresql": openPostgres} {
		b.Run(name, func(b *testing.B) {
			p := open(b, orm.Config{})
			for _, task := range tasks {
				b.Run(task, func(b *testing.B) {
					for _, peer := range p.peers {
						b.Run(peer.name, func(b *testing.B) { profile(b, peer.tasks[task]) })
					}
				})
			}
		})
	}
}

func profile(b *testing.B, do task) {
	ctx, cancel := context.WithCancel(b.Context())
	defer cancel()
	b.ReportAllocs()
	for i := int64(0); b.Loop(); i++ {
		if _, err := do(ctx, i); err != nil {
			b.Fatal(err)
		}
	}
}
