package deploy

import (
	"fmt"
	"os"
)

func checkOwnership(e *exam) (found []problem) {
	m := e.Machine
	if m.UID == 0 {
		found = append(found, problem{message: "The program runs as root: a hole in it is one in the whole machine.",
			fix: "Run it, and this check, as a user of its own: User= in systemd, USER in a container."})
	}
	for _, file := range append([]string{e.Server.KeyFile}, e.SecretFiles...) {
		found = append(found, judgeSecretFile(file)...)
	}
	if m.Umask >= 0 && m.Umask&0o022 != 0o022 {
		found = append(found, problem{message: fmt.Sprintf("The umask is %03o: others may change files that the program makes.", m.Umask),
			fix: "Set it to 027 or 077: UMask= in systemd.", level: Warning})
	}
	return found
}

func judgeSecretFile(file string) []problem {
	if file == "" {
		return nil
	}
	info, err := os.Stat(file)
	if err != nil {
		return []problem{{message: fmt.Sprintf("A secret file cannot be looked at: %v.", err), fix: "Give the program the right to read it."}}
	}
	if mode := info.Mode().Perm(); mode&0o027 != 0 {
		return []problem{{message: fmt.Sprintf("Others may read or change %s: its mode is %03o.", file, mode), fix: fmt.Sprintf("chmod 600 %s", file)}}
	}
	return nil
}
