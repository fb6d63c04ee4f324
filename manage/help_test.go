package manage_test

import (
	"context"
	"strings"
	"testing"

	"github.com/combo-web/combo"
)

func TestHelp(t *testing.T) {
	config := app(command("migrate", func(context.Context, *combo.Site, []string) error { return nil }))
	config.Apps = append(config.Apps, combo.App{Name: "quiet"})
	for _, args := range []string{"help", "-h", "-help", "--help"} {
		r := run(t, "", config, args)
		r.want(t, 0, []string{
			"Usage: band [command] [flags] [arguments]\n", "\nCommands:\n", "  serve    Answer requests.", "  check  ", "  routes  ", "  version  ", "  help  ",
			"\nCommands of the app database:\n  migrate  Bring the tables up to date.\n",
			"\nEnvironment:\n", "COMBO_ADDR", "COMBO_BASE_URL", "COMBO_DEBUG", "COMBO_HOSTS", "COMBO_LOG", "COMBO_SECRET",
			`Run "band help serve" for the flags and details of a command.`,
		}, nil)
		if strings.Contains(r.stdout, "quiet") {
			t.Errorf("an app without commands is listed:\n%s", r.stdout)
		}
	}
}

func TestHelpOnACommand(t *testing.T) {
	config := app(command("migrate", func(context.Context, *combo.Site, []string) error { return nil }))
	for _, test := range []struct {
		args string
		want []string
	}{
		{"help serve", []string{"Usage: band serve [-addr host:port] [-debug] [-log format] [flags]\n\nAnswer requests.", "\nFlags:\n", "  -addr host:port     listen on", "(127.0.0.1:8000 if not given)", "  -debug ", "  -log format ", "(30s if not given)"}},
		{"serve -h", []string{"Usage: band serve", "  -drain-delay time   before that, serve on for this time while /readyz says no, for a load balancer that polls it\n"}},
		{"-addr :0 -help", []string{"Usage: band serve"}},
		{"help check", []string{"Usage: band check [-json] [-deploy [-strict] [flags]]\n", "  -json              write what is found as JSON\n"}},
		{"help help", []string{"Usage: band help [command]\n"}},
		{"help migrate", []string{"Usage: band migrate [-fake] [app]\n\nBring the tables up to date.\n\nIn the order of their names.\n"}},
		{"--help migrate", []string{"Usage: band migrate"}},
	} {
		t.Run(test.args, func(t *testing.T) {
			run(t, "COMBO_SECRET="+strings.Repeat("s", 32), config, strings.Fields(test.args)...).want(t, 0, test.want, nil)
		})
	}
	if r := run(t, "", config, "help", "help"); strings.Contains(r.stdout, "Flags:") {
		t.Errorf("flags are announced where there are none:\n%s", r.stdout)
	}
	run(t, "COMBO_ADDR=:9000", config, "help", "serve").want(t, 0, []string{"(:9000 if not given)"}, nil)
}
