package deploy

import (
	"fmt"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
)

// weakening are the settings of GODEBUG that bring back what a release of Go has
// made safe.
var weakening = []string{
	"execerrdot=0", "htmlmetacontenturlescape=0", "http2server=0", "httplaxcontentlength=1", "randautoseed=0", "rsa1024min=0",
	"tls10server=1", "tls3des=1", "tlsmlkem=0", "tlsrsakex=1", "tlssha1=1", "tlsunsafeekm=1", "urlstrictcolons=0",
	"x509negativeserial=1", "x509sha1=1", "x509usepolicies=0",
}

// limits are settings that bound what a client may send, with the most that is
// allowed if they are left alone; 0 takes a limit away.
var limits = map[string]int{
	"httpcookiemaxnum": 3000, "multipartmaxheaders": 10000, "multipartmaxparts": 1000, "tlsmaxrsasize": 8192, "urlmaxqueryparams": 10000,
}

// weakens tells whether a setting takes a defence away.
func weakens(setting string) bool {
	name, value, _ := strings.Cut(setting, "=")
	if most, ok := limits[name]; ok {
		n, err := strconv.Atoi(value)
		return err == nil && (n <= 0 || n > most)
	}
	return slices.Contains(weakening, setting)
}

func checkGODEBUG(e *exam) (found []problem) {
	for _, from := range []struct{ settings, where, fix string }{
		{e.Getenv("GODEBUG"), "the environment", "Take it out of GODEBUG."},
		{defaultGODEBUG(e.Machine.Build), "the program", "Take the //go:debug line out, and raise the go line of go.mod."},
	} {
		for setting := range strings.SplitSeq(from.settings, ",") {
			if setting = strings.TrimSpace(setting); weakens(setting) {
				found = append(found, problem{message: fmt.Sprintf("GODEBUG has %s, from %s: it takes a defence of Go away.", setting, from.where), fix: from.fix})
			}
		}
	}
	return found
}

// defaultGODEBUG is what go.mod and //go:debug lines have set.
func defaultGODEBUG(info *debug.BuildInfo) string {
	if info == nil {
		return ""
	}
	for _, s := range info.Settings {
		if s.Key == "DefaultGODEBUG" {
			return s.Value
		}
	}
	return ""
}
