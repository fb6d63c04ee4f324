package combo

import (
	"testing"
	"unsafe"
)

// With the eight bytes that the runtime adds, a state fills a size class of its
// allocator on 64 bits. A field more costs every request 64 bytes.
func TestStateFillsItsSizeClass(t *testing.T) {
	if size := unsafe.Sizeof(state{}); size > 632 {
		t.Errorf("a state has %d bytes, more than 632", size)
	}
}
