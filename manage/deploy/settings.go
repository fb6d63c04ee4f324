package deploy

import (
	"fmt"
	"math"
	"net/http"
	"slices"
	"strings"
)

func checkDebug(e *exam) []problem {
	if !e.Config.Debug {
		return nil
	}
	return []problem{{message: "Debug is on: errors show code, settings and requests to everybody.",
		fix: "Do not set COMBO_DEBUG, -debug or Config.Debug where strangers reach the site."}}
}

const (
	minSecretBits = 90 // 32 random hexadecimal digits have 128, of which 90 are seen at least
	maxSecrets    = 3
	newSecret     = "Set COMBO_SECRET to what this prints: openssl rand -base64 32"
)

func checkSecret(e *exam) (found []problem) {
	if e.MadeSecret || len(e.Config.Secret) == 0 {
		return []problem{{message: "No secret is set: each process makes up its own, and what another has signed is not valid.", fix: newSecret}}
	}
	for i, secret := range e.Config.Secret {
		if reason := weakness(secret); reason != "" {
			found = append(found, problem{message: fmt.Sprintf("Secret number %d can be guessed: %s.", i+1, reason), fix: newSecret})
		}
		if slices.Contains(e.Config.Secret[:i], secret) {
			found = append(found, problem{message: fmt.Sprintf("Secret number %d is the same as one before it.", i+1), fix: "Put a new one in front: COMBO_SECRET=new,old."})
		}
	}
	if n := len(e.Config.Secret); n > maxSecrets {
		found = append(found, problem{message: fmt.Sprintf("%d secrets are accepted: whoever knows the oldest one can still sign.", n),
			fix: "Take those away that nothing valid is signed with."})
	}
	return found
}

// defaultWords stand in secrets that somebody wrote, to be changed later.
var defaultWords = []string{"secret", "password", "change", "example", "insecure", "default", "development", "testing", "your-", "combo"}

// weakness says why a secret is not random, "" if it may be. It never holds the
// secret.
func weakness(secret string) string {
	lower := strings.ToLower(secret)
	for _, word := range defaultWords {
		if strings.Contains(lower, word) {
			return fmt.Sprintf("it has the word %q in it", word)
		}
	}
	switch {
	case repeats(secret):
		return "it repeats itself"
	case counts(secret):
		return "its characters follow each other in their order"
	case entropy(secret) < minSecretBits:
		return "its characters are too few or too much alike to be random"
	}
	return ""
}

// repeats tells whether a text is a shorter one, over and over.
func repeats(s string) bool { return len(s) > 1 && strings.Contains((s + s)[1:2*len(s)-1], s) }

// counts tells whether most characters go on as those before them do: "abc", "321".
func counts(s string) bool {
	steps, last := 0, 0
	for i := 1; i < len(s); i++ {
		d := int(s[i]) - int(s[i-1])
		if d == last && (d == 1 || d == -1) {
			steps++
		}
		last = d
	}
	return steps > len(s)/2
}

// entropy estimates how many bits a text holds, from how often each of its bytes
// stands in it. It is never too low by much for a text that is random, and much
// too high for words.
func entropy(s string) float64 {
	var often [256]int
	for i := range len(s) {
		often[s[i]]++
	}
	bits := 0.0
	for _, n := range often {
		if n > 0 {
			bits -= float64(n) * math.Log2(float64(n)/float64(len(s)))
		}
	}
	return bits
}

const evilHost = "evil.test"

func checkHosts(e *exam) (found []problem) {
	const fix = "Set COMBO_HOSTS to the names of the site, as in example.com,www.example.com."
	switch {
	case slices.Contains(e.Config.Hosts, "*"):
		return []problem{{message: `Hosts has "*": whoever sends a made-up Host decides where links in mails and caches lead.`, fix: fix}}
	case len(e.Config.Hosts) == 0 && e.Config.BaseURL == "":
		found = append(found, problem{message: "Hosts is empty: the site answers to localhost only.", fix: fix})
	}
	for _, path := range []string{"/", e.path("client")} {
		a, err := e.stranger.ask(visit{path: path, host: evilHost})
		if err != nil {
			return append(found, unanswered(err))
		}
		if a.status != http.StatusBadRequest && a.status != http.StatusMisdirectedRequest {
			return append(found, problem{message: fmt.Sprintf("A request for the host %s is answered with %d, not with 400.", evilHost, a.status), fix: fix})
		}
	}
	return found
}

// unanswered is what a check finds that got no answer.
func unanswered(err error) problem {
	return problem{message: "The site did not answer: " + err.Error() + ".", fix: "Look at its log, mend that and check again."}
}

func checkBaseURL(e *exam) []problem {
	const fix = "Set COMBO_BASE_URL to where the site is reached, as in https://example.com."
	switch {
	case e.Config.BaseURL == "":
		return []problem{{message: "BaseURL is not set: links in mails have no address to lead to.", fix: fix}}
	case !strings.HasPrefix(e.Config.BaseURL, "https://"):
		return []problem{{message: "BaseURL does not begin with https: links in mails lead to pages that others on the way can read and change.", fix: fix}}
	}
	return nil
}
