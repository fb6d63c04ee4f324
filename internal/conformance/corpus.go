package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
)

// A folder holds the corpus files.
type folder struct{ files fs.FS }

func openFolder(path string) (folder, error) {
	if path == "" {
		return folder{}, errors.New("CORPORA is not set: it names the folder of the recorded cases")
	}
	info, err := os.Stat(path)
	if err != nil {
		return folder{}, fmt.Errorf("open CORPORA: %w", err)
	}
	if !info.IsDir() {
		return folder{}, fmt.Errorf("open CORPORA: %s is not a folder", path)
	}
	return folder{os.DirFS(path)}, nil
}

// run runs every suite whose file is there. The notes tell of files that are
// not known and of known ones that are not there.
func (f folder) run(known []suite, want selection) (results []*tally, notes []string, err error) {
	present, err := f.names()
	if err != nil {
		return nil, nil, err
	}
	var files []string
	for _, s := range known {
		isFirst := !slices.Contains(files, s.file())
		files = append(files, s.file())
		switch {
		case !want.file(s.file()):
		case slices.Contains(present, s.file()):
			result, err := f.runFile(s, want.name)
			if err != nil {
				return nil, nil, err
			}
			results = append(results, result...)
		case isFirst:
			notes = append(notes, s.file()+": not in the folder")
		}
	}
	for _, name := range present {
		if !slices.Contains(files, name) {
			notes = append(notes, name+": not known to this program")
		}
	}
	return results, notes, nil
}

func (f folder) runFile(s suite, wanted func(string) bool) ([]*tally, error) {
	raw, err := fs.ReadFile(f.files, s.file()+".json")
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", s.file(), err)
	}
	results, err := s.run(raw, wanted)
	if err != nil {
		return nil, fmt.Errorf("run %s: %w", s.file(), err)
	}
	return results, nil
}

// A selection says what is to run.
type selection struct {
	files []string // none: all
	names string   // what the name of a case contains
}

func (s selection) file(name string) bool { return len(s.files) == 0 || slices.Contains(s.files, name) }

func (s selection) name(name string) bool { return strings.Contains(name, s.names) }

// names lists the corpus files without their ending.
func (f folder) names() ([]string, error) {
	entries, err := fs.ReadDir(f.files, ".")
	if err != nil {
		return nil, fmt.Errorf("read CORPORA: %w", err)
	}
	var names []string
	for _, e := range entries {
		if name, ok := strings.CutSuffix(e.Name(), ".json"); ok && !e.IsDir() {
			names = append(names, name)
		}
	}
	return names, nil
}
