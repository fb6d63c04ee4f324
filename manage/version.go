package manage

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
	"text/tabwriter"

	"github.com/combo-web/combo"
)

func (p *process) versionCommand() *command {
	flags := flagSet("version")
	asJSON := flags.Bool("json", false, "write the versions as JSON")
	about := combo.Command{
		Name:  "version",
		Usage: "[-json]",
		Help:  "Tell the versions of the site, of Combo and of Go.",
	}
	return p.builtin(about, flags, 0, func(context.Context, []string) error { return p.version(*asJSON) })
}

// versions are what a program was built from.
type versions struct {
	Module   string `json:"module"`
	Version  string `json:"version"`
	Revision string `json:"revision,omitempty"`
	Combo    string `json:"combo"`
	Go       string `json:"go"`
}

func (p *process) version(asJSON bool) error {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		info = &debug.BuildInfo{}
	}
	v := versionsOf(info)
	if asJSON {
		return p.writeJSON(v)
	}
	w := tabwriter.NewWriter(p.env.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "%s\t%s\n", v.Module, v.Version)
	if v.Revision != "" {
		fmt.Fprintf(w, "revision\t%s\n", v.Revision)
	}
	fmt.Fprintf(w, "combo\t%s\n", v.Combo)
	fmt.Fprintf(w, "go\t%s\n", v.Go)
	return w.Flush()
}

const comboModule = "github.com/combo-web/combo"

func versionsOf(info *debug.BuildInfo) versions {
	v := versions{
		Module:  cmp.Or(info.Main.Path, "unknown"),
		Version: cmp.Or(info.Main.Version, "(devel)"),
		Combo:   "(devel)",
		Go:      cmp.Or(info.GoVersion, runtime.Version()),
	}
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision":
			v.Revision = s.Value + v.Revision
		case s.Key == "vcs.modified" && s.Value == "true":
			v.Revision += " (modified)"
		}
	}
	if info.Main.Path == comboModule {
		v.Combo = v.Version
	}
	for _, m := range info.Deps {
		if m.Path == comboModule {
			v.Combo = moduleVersion(m)
		}
	}
	return v
}

// moduleVersion is the version of what a module was replaced by, if it was.
func moduleVersion(m *debug.Module) string {
	if m.Replace != nil {
		return cmp.Or(m.Replace.Version, "(devel)")
	}
	return m.Version
}
