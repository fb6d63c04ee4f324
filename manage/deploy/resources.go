package deploy

import (
	"cmp"
	"fmt"
)

const (
	defaultConns = 10_000 // of package server
	spareFiles   = 100    // for the log, the database, what a view opens
)

func checkResources(e *exam) (found []problem) {
	m := e.Machine
	conns := uint64(cmp.Or(e.Server.MaxConns, defaultConns))
	if want := 2*conns + spareFiles; m.OpenFiles > 0 && m.OpenFiles < want {
		found = append(found, problem{message: fmt.Sprintf("The process may open %d files: too few for %d connections, each of which may need a second file.", m.OpenFiles, conns),
			fix: fmt.Sprintf("Raise the limit to %d or more: LimitNOFILE= in systemd, ulimit -n.", want)})
	}
	if m.CgroupMemory > 0 && (m.MemoryLimit == 0 || m.MemoryLimit > m.CgroupMemory) {
		found = append(found, problem{message: fmt.Sprintf("The process may use %d MiB, and Go does not know: it is killed before it collects its garbage.", m.CgroupMemory>>20),
			fix: fmt.Sprintf("Set GOMEMLIMIT=%dMiB, nine tenths of it.", m.CgroupMemory/10*9>>20)})
	}
	return found
}
