package measure

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/combo-web/combo/bench/tasks"
)

// Build makes the servers and what they and wrk need in a folder. It is called in
// the folder bench or one below it.
func Build(ctx context.Context, folder string) (Places, error) {
	module, err := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Dir}}").Output()
	if err != nil {
		return Places{}, fmt.Errorf("find the module: %w", err)
	}
	p := Places{
		Programs: filepath.Join(folder, "programs"),
		Python:   filepath.Join(strings.TrimSpace(string(module)), "servers", "python"),
		Routes:   filepath.Join(folder, "routes"),
		Page:     filepath.Join(folder, "page.html"),
		Log:      filepath.Join(folder, "access.log"),
		Script:   filepath.Join(folder, "wrk.lua"),
	}
	var routes strings.Builder
	for _, r := range tasks.Routes(tasks.RouteCount) {
		routes.WriteString(r.Pattern + "\n")
	}
	if err := os.WriteFile(p.Routes, []byte(routes.String()), 0o600); err != nil {
		return p, err
	}
	if err := os.WriteFile(p.Page, []byte(tasks.Page), 0o600); err != nil {
		return p, err
	}
	if err := os.WriteFile(p.Script, script, 0o600); err != nil {
		return p, err
	}
	if err := os.Mkdir(p.Programs, 0o700); err != nil {
		return p, err
	}
	build := exec.CommandContext(ctx, "go", "build", "-o", p.Programs, "./servers/...")
	build.Dir = strings.TrimSpace(string(module))
	if out, err := build.CombinedOutput(); err != nil {
		return p, fmt.Errorf("build the servers: %w: %s", err, out)
	}
	return p, nil
}
