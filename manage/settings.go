package manage

import (
	"crypto/rand"
	"fmt"
	"os"
	"strings"

	"github.com/combo-web/combo"
)

// A variable of the environment that this package reads.
type variable struct{ name, help string }

var variables = []variable{
	{"COMBO_ADDR", "where to listen, as in 127.0.0.1:8000 or unix:/run/site.sock; the flag -addr goes first"},
	{"COMBO_BASE_URL", "where the site is reached, as in https://example.com"},
	{"COMBO_CERT", "the file of the certificate, to speak TLS; the flag -cert goes first"},
	{"COMBO_DEBUG", "1 while the site is being worked on: errors show the code, pages reload"},
	{"COMBO_DRAIN", "how long requests may run at the end, as in 30s; the flag -drain goes first"},
	{"COMBO_DRAIN_DELAY", "how long to serve on while /readyz says no; the flag -drain-delay goes first"},
	{"COMBO_H2C", "1 to answer HTTP/2 without TLS; the flag -h2c goes first"},
	{"COMBO_HOSTS", "the names that the site answers to, as in example.com,www.example.com"},
	{"COMBO_KEY", "the file of the certificate's private key; the flag -key goes first"},
	{"COMBO_LOG", "text or json; the flag -log goes first"},
	{"COMBO_LOG_FILE", "the file that serve logs to; the flag -log-file goes first"},
	{"COMBO_SECRET", "signs cookies: 32 random characters or more, newest first, as in new,old"},
	{"COMBO_SECRET_FILE", "a file with the same, one in a line, if COMBO_SECRET is not set"},
	{"COMBO_TRUSTED_ORIGINS", "other sites whose pages may post here, as in https://shop.example.com"},
	{"COMBO_TRUSTED_PROXIES", "proxies whose X-Forwarded-For and -Proto are believed, as in 10.0.0.0/8 or unix"},
}

// settle fills in what the configuration leaves open: from the environment, or
// with a secret that only this process knows.
func (p *process) settle(config *combo.Config, secretOfFile []string) {
	if len(config.Secret) == 0 {
		config.Secret = listOf(p.env.Getenv("COMBO_SECRET"))
	}
	if len(config.Secret) == 0 {
		config.Secret = secretOfFile
	}
	if len(config.Secret) == 0 {
		config.Secret = []string{rand.Text() + rand.Text()}
		p.madeSecret = !p.env.Debug && !config.Debug
	}
	for variable, list := range map[string]*[]string{
		"COMBO_HOSTS":           &config.Hosts,
		"COMBO_TRUSTED_ORIGINS": &config.TrustedOrigins,
		"COMBO_TRUSTED_PROXIES": &config.TrustedProxies,
	} {
		if len(*list) == 0 {
			*list = listOf(p.env.Getenv(variable))
		}
	}
	if config.BaseURL == "" {
		config.BaseURL = p.env.Getenv("COMBO_BASE_URL")
	}
	if p.env.Debug {
		config.Debug = true
	}
	if config.Log == nil {
		config.Log = p.env.Log
	}
}

// readSecret reads the file that holds the secrets, if there is one: a file can be
// kept from others better than the environment.
func (p *process) readSecret() ([]string, error) {
	file := p.env.Getenv("COMBO_SECRET_FILE")
	if file == "" {
		return nil, nil
	}
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("COMBO_SECRET_FILE: %w", err)
	}
	secrets := strings.Fields(string(b))
	if len(secrets) == 0 {
		return nil, fmt.Errorf("COMBO_SECRET_FILE: %s is empty", file)
	}
	return secrets, nil
}

// warnOfSecret says that a secret was made up, where that matters.
func (p *process) warnOfSecret() {
	if p.madeSecret {
		p.made.Log.Warn("COMBO_SECRET is not set: signed cookies and links are valid until this process ends. " +
			"Set it to 32 random characters or more, as from: openssl rand -base64 32")
	}
}
