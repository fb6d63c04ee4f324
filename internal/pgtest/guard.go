package pgtest

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// A guard is a shell that outlives this process, if only for a moment: it stops the
// program that was started last and removes the directory.
//
// It learns of the end by a pipe, its standard input, which the kernel closes with
// the process. A second pipe, alive, is inherited by all that is started here: when
// its last writer is gone, so is every process of the server, and nothing writes
// into the directory any more. (A death signal would need the thread that started
// the server to live on, reaches only one process and removes no directory.)
type guard struct {
	dir   string
	user  user
	cmd   *exec.Cmd
	life  io.WriteCloser
	alive *os.File
}

// guardScript makes the directory, so that there is none without a guard, and then
// reads the id of each program that is started, and an empty line when it has ended.
// This process may be gone before it is told that the directory is made (PIPE).
// What a killed server leaves in the kernel is a piece of shared memory, whose number
// stands in the seventh line of its postmaster.pid.
const guardScript = `trap '' PIPE
mkdir -m 700 "$1" 2>&1 || exit
echo made
exec >/dev/null
pid=
while read -r line; do pid=$line; done
[ -z "$pid" ] || kill -QUIT "$pid"
cat <&3
if [ -e "$1/data/postmaster.pid" ]; then
	memory=$(sed -n '7s/.* //p' "$1/data/postmaster.pid")
	[ -z "$memory" ] || ipcrm -m "$memory"
fi
rm -rf -- "$1"`

// newGuard starts a guard, which makes its directory.
func newGuard(u user) (*guard, error) {
	g := &guard{dir: filepath.Join(directory(), "combo-pg-"+rand.Text()[:10]), user: u}
	r, w, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	g.alive = w
	if err := g.watch(r); err != nil {
		w.Close()
		return nil, fmt.Errorf("start the guard: %w", err)
	}
	if err := u.own(g.dir); err != nil {
		return nil, errors.Join(err, g.end())
	}
	return g, nil
}

// watch starts the shell and returns when it watches.
func (g *guard) watch(gone *os.File) error {
	g.cmd = exec.Command("/bin/sh", "-c", guardScript, "sh", g.dir)
	g.cmd.Dir = "/"
	g.cmd.ExtraFiles = []*os.File{gone}
	g.cmd.SysProcAttr = ownSession()
	out, err := g.cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if g.life, err = g.cmd.StdinPipe(); err != nil {
		return err
	}
	if err := g.cmd.Start(); err != nil {
		return err
	}
	answer, err := io.ReadAll(out) // the shell closes it
	if said := strings.TrimSpace(string(answer)); said != "made" {
		return errors.Join(fmt.Errorf("make the directory: %s", said), err, g.cmd.Wait())
	}
	return nil
}

// gate lets a program begin only when the guard knows of it: if this process ends
// before, read fails.
const gate = `read -r go && exec "$0" "$@" </dev/null`

// start starts a program as the server's user. Its output goes to out by way of this
// process, so that the Wait of the result lasts until all processes that the program
// has started are gone, too.
func (g *guard) start(out io.Writer, program string, args ...string) (*exec.Cmd, error) {
	cmd := exec.Command("/bin/sh", append([]string{"-c", gate, program}, args...)...)
	cmd.Dir, cmd.Env = g.dir, environment()
	cmd.Stdout, cmd.Stderr = out, out
	cmd.ExtraFiles = []*os.File{g.alive}
	cmd.SysProcAttr = g.user.attributes()
	opener, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	_, err = fmt.Fprintln(g.life, cmd.Process.Pid)
	if err == nil {
		_, err = fmt.Fprintln(opener, "go")
	}
	opener.Close()
	if err != nil {
		g.wait(cmd)
		return nil, fmt.Errorf("tell the guard of %s: %w", program, err)
	}
	return cmd, nil
}

// wait waits for the end of a program that start has started.
func (g *guard) wait(cmd *exec.Cmd) error {
	err := cmd.Wait()
	fmt.Fprintln(g.life) // the number may soon be another's
	return err
}

// run runs a program to its end. The error has what it wrote.
func (g *guard) run(program string, args ...string) error {
	var out tail
	cmd, err := g.start(&out, program, args...)
	if err == nil {
		err = g.wait(cmd)
	}
	if err != nil {
		return fmt.Errorf("%s: %w\n%s", program, err, out.String())
	}
	return nil
}

// end has the guard do its work, and waits for it.
func (g *guard) end() error {
	g.alive.Close()
	g.life.Close()
	if err := g.cmd.Wait(); err != nil {
		return fmt.Errorf("remove %s: %w", g.dir, err)
	}
	return nil
}

// environment is that of this process without what would change PostgreSQL's
// settings or the language of its messages.
func environment() []string {
	env := []string{"LC_ALL=C"}
	for _, variable := range os.Environ() {
		if !strings.HasPrefix(variable, "PG") && !strings.HasPrefix(variable, "LC_") && !strings.HasPrefix(variable, "LANG") {
			env = append(env, variable)
		}
	}
	return env
}
