package reload

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"
)

// A Watcher looks at directories and everything below them.
type Watcher struct {
	// Dirs hold what the pages are made of: templates, style sheets, pictures.
	Dirs []string
	// Code is a directory in which .go files are looked at, too, as those of the
	// program. Defaults to none.
	Code string
	// Changed is told which files of Dirs have changed, CodeChanged which of Code.
	// An editor that writes a file in several steps is one change.
	Changed, CodeChanged func(files []string)
	// MaxDirs is how many directories are watched: the system has a limit for all
	// programs of a user. Defaults to 4096.
	MaxDirs int
	// Log is told what cannot be watched. Defaults to slog.Default().
	Log *slog.Logger

	notify *fsnotify.Watcher
	known  map[string]bool // the directories that are watched
	dirs   []string        // Dirs, as the events name them
}

const (
	settle    = 20 * time.Millisecond  // the quiet after which a change is whole
	settleMax = 200 * time.Millisecond // what never becomes quiet is told then
)

// Start begins to watch. The watching goes on until ctx ends. Directories that do
// not exist are watched from when they are made, if they lie in Code.
func (w *Watcher) Start(ctx context.Context) error {
	if w.Log == nil {
		w.Log = slog.Default()
	}
	w.MaxDirs = cmp.Or(w.MaxDirs, 4096)
	notify, err := fsnotify.NewWatcher()
	if err != nil {
		return err
	}
	w.notify, w.known = notify, map[string]bool{}
	for _, dir := range w.Dirs {
		dir = resolved(dir)
		w.dirs = append(w.dirs, dir)
	}
	for _, dir := range w.dirs {
		w.add(dir)
	}
	if w.Code != "" {
		w.Code = resolved(w.Code)
		w.add(w.Code)
	}
	go w.run(ctx)
	return nil
}

// resolved is a directory under the name by which its events come.
func resolved(dir string) string {
	if abs, err := filepath.Abs(dir); err == nil {
		dir = abs
	}
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		dir = real
	}
	return dir
}

// add watches a directory and those below it. It returns the files that it finds:
// in a directory that has just been made, nobody has told of them.
func (w *Watcher) add(root string) (files []string) {
	_ = filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return nil // it has gone again, or is not ours to read
		case !entry.IsDir():
			files = append(files, path)
			return nil
		case path != root && w.skips(path):
			return filepath.SkipDir
		}
		return w.addOne(path)
	})
	return files
}

func (w *Watcher) addOne(dir string) error {
	if !w.known[dir] && len(w.known) == w.MaxDirs {
		w.Log.Warn("too many directories: one is not watched for changes", "limit", w.MaxDirs, "directory", dir)
		return filepath.SkipAll
	}
	w.known[dir] = true
	if err := w.notify.Add(dir); err != nil {
		w.Log.Warn("a directory is not watched for changes", "directory", dir, "error", err)
		return filepath.SkipAll
	}
	return nil
}

// skips tells whether a directory holds nothing that a person edits.
func (w *Watcher) skips(dir string) bool {
	name := filepath.Base(dir)
	return strings.HasPrefix(name, ".") || name == "node_modules" || name == "vendor" && !w.isPartOfPages(dir)
}

func (w *Watcher) run(ctx context.Context) {
	defer w.notify.Close()
	quiet := time.NewTimer(0)
	<-quiet.C
	var pending []string
	var first time.Time
	for {
		select {
		case <-ctx.Done():
			return
		case event := <-w.notify.Events:
			files := w.filesOf(event)
			if len(files) == 0 {
				continue
			}
			if len(pending) == 0 {
				first = time.Now()
			}
			pending = append(pending, files...)
			quiet.Reset(max(0, min(settle, settleMax-time.Since(first))))
		case err := <-w.notify.Errors:
			w.lost(err)
		case <-quiet.C:
			w.tell(pending)
			pending = nil
		}
	}
}

// lost tells of a change whose name is not known: too many came at once.
func (w *Watcher) lost(err error) {
	if errors.Is(err, fsnotify.ErrEventOverflow) {
		w.Changed(nil)
		return
	}
	w.Log.Warn("watching for changes", "error", err)
}

// filesOf returns the files that an event is about.
func (w *Watcher) filesOf(event fsnotify.Event) []string {
	if event.Op == fsnotify.Chmod || isScratch(event.Name) {
		return nil
	}
	if info, err := os.Lstat(event.Name); err == nil && info.IsDir() {
		if event.Has(fsnotify.Create) && !w.skips(event.Name) {
			return w.add(event.Name)
		}
		return nil
	}
	w.forget(event.Name)
	return []string{event.Name}
}

// forget ends the watch of a directory that has gone, and of those below it:
// where they have been moved to, their events would come by the old names.
func (w *Watcher) forget(dir string) {
	if !w.known[dir] {
		return
	}
	for d := range w.known {
		if isWithin(d, dir) {
			_ = w.notify.Remove(d) // the error is that it is not watched any more
			delete(w.known, d)
		}
	}
}

// tell sorts what has changed, each file once.
func (w *Watcher) tell(files []string) {
	slices.Sort(files)
	var pages, code []string
	for _, f := range slices.Compact(files) {
		switch {
		case isScratch(f):
		case extension(f) == ".go":
			if !strings.HasSuffix(f, "_test.go") {
				code = append(code, f)
			}
		case w.isPartOfPages(f):
			pages = append(pages, f)
		}
	}
	if len(pages) > 0 {
		w.Changed(pages)
	}
	if len(code) > 0 && w.CodeChanged != nil {
		w.CodeChanged(code)
	}
}

func (w *Watcher) isPartOfPages(file string) bool {
	return slices.ContainsFunc(w.dirs, func(dir string) bool { return isWithin(file, dir) })
}

func isWithin(file, dir string) bool {
	return file == dir || strings.HasPrefix(file, dir+string(filepath.Separator))
}

func extension(file string) string { return filepath.Ext(file) }

// isScratch tells whether an editor made a file for itself: a backup, a lock, the
// copy that it writes and then renames.
func isScratch(file string) bool {
	name := filepath.Base(file)
	switch filepath.Ext(name) {
	case ".swp", ".swo", ".swx", ".tmp", ".bak", ".part", ".crswap":
		return true
	}
	return strings.HasPrefix(name, ".") || strings.HasSuffix(name, "~") ||
		strings.HasPrefix(name, "#") && strings.HasSuffix(name, "#") || name == "4913" || strings.Contains(name, "___jb_")
}
