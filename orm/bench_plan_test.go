package orm

import "testing"

func BenchmarkShape(b *testing.B) {
	m := &Model{App: "a", Name: "B"}
	var s shaper
	b.ReportAllocs()
	for i := range b.N {
		s.key, s.values = s.key[:0], s.values[:0]
		q := From(m).Filter(Where("id", int64(i+1000)))
		q.shape(&s)
		endRows{most: 2}.shape(&s)
	}
}
func BenchmarkShapeOnly(b *testing.B) {
	m := &Model{App: "a", Name: "B"}
	var s shaper
	b.ReportAllocs()
	q := From(m).Filter(Where("id", int64(1000)), Where("title__icontains", "x")).OrderBy("-id").Limit(20).Offset(300)
	for range b.N {
		s.key, s.values = s.key[:0], s.values[:0]
		q.shape(&s)
		endRows{most: 2}.shape(&s)
	}
}
