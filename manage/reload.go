package manage

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/combo-web/combo"
	"github.com/combo-web/combo/manage/internal/reload"
	"github.com/combo-web/combo/server"
)

// withReload puts the reloader around a site in debug mode, and begins to watch
// the files that its pages are made of.
func (p *process) withReload(ctx context.Context, site *combo.Site, more string) (http.Handler, error) {
	dirs, err := watchedDirs(site.Config(), listOf(more))
	if err != nil {
		return nil, err
	}
	reloader := reload.New(func(r *http.Request) <-chan struct{} { return server.Draining(r.Context()) })
	watcher := &reload.Watcher{Dirs: dirs, Changed: reloader.Changed, CodeChanged: p.tellOfCode, Log: site.Config().Log}
	if _, err := os.Stat("go.mod"); err == nil { // else this is not where the program is written
		watcher.Code = "."
	}
	if err := watcher.Start(ctx); err != nil {
		site.Config().Log.Warn("pages are not reloaded when files change", "error", err)
		return site, nil
	}
	return reloader.Wrap(site), nil
}

// watchedDirs are the directories that the parts of the site read their files
// from, those of the flag -watch, and templates and static where the program runs.
func watchedDirs(config combo.Config, more []string) ([]string, error) {
	for _, dir := range more {
		if info, err := os.Stat(dir); err != nil || !info.IsDir() {
			return nil, usagef("-watch: %q is not a directory", dir)
		}
	}
	dirs := append([]string{"templates", "static"}, more...)
	parts := []any{config.Templates}
	for _, app := range config.Apps {
		parts = append(parts, app.Templates, app.Static)
	}
	for _, part := range parts {
		if has, ok := part.(interface{ Dirs() []string }); ok {
			dirs = append(dirs, has.Dirs()...)
		}
	}
	for i, dir := range dirs {
		dirs[i] = filepath.Clean(dir)
	}
	slices.Sort(dirs)
	return slices.Compact(dirs), nil
}

// tellOfCode says that the program is older than its code.
func (p *process) tellOfCode(files []string) {
	for i, f := range files {
		files[i] = relative(f)
	}
	fmt.Fprintf(p.env.Stderr, "%s changed: restart to see it\n", strings.Join(files, ", "))
}
