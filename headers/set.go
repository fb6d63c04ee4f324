package headers

// A Set is a list of names in which case does not matter and none is there
// twice, such as Vary, Allow or Connection. It keeps their order and the case in
// which they were added. The zero value is empty and ready to use.
type Set []string

// ParseSet reads a [ParseList] and drops the repetitions.
func ParseSet(value string) Set {
	items := ParseList(value)
	seen := make(map[string]bool, len(items))
	set := items[:0]
	for _, item := range items {
		if key := lower(item); !seen[key] {
			seen[key] = true
			set = append(set, item)
		}
	}
	return set
}

// Index returns the position of name, or -1.
func (s Set) Index(name string) int {
	for i, item := range s {
		if equalFold(item, name) {
			return i
		}
	}
	return -1
}

// Has reports whether name is in the set.
func (s Set) Has(name string) bool { return s.Index(name) >= 0 }

// Add adds the names that are not yet in the set.
func (s *Set) Add(names ...string) {
	for _, name := range names {
		if !s.Has(name) {
			*s = append(*s, name)
		}
	}
}

// Remove takes name out of the set, if it is there.
func (s *Set) Remove(name string) {
	if i := s.Index(name); i >= 0 {
		*s = append((*s)[:i], (*s)[i+1:]...)
	}
}

// String writes the set as a list.
func (s Set) String() string { return FormatList(s) }
