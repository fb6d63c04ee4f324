package deploy

// A Check is one of those that every site is asked.
type Check struct {
	// ID is a group and a number: "sec.E02". The letter is the level of what it
	// finds: E for an error, W for a warning, I for a note.
	ID string
	// About says in a few words what is looked at.
	About string
	// Probes tells whether the check asks the running site; else it looks at the
	// configuration and the machine only.
	Probes bool

	run func(*exam) []problem
}

// Checks returns all checks, in the order in which they run. The last one ends
// the server that the others ask.
func Checks() []Check {
	return []Check{
		{"sec.E01", "debug mode is off", false, checkDebug},
		{"sec.E02", "the secret is random and the site's own", false, checkSecret},
		{"sec.E03", "only the site's own hosts are answered", true, checkHosts},
		{"sec.E04", "the base URL is set, with https", false, checkBaseURL},
		{"sec.E05", "nobody but a declared proxy says who the client is", true, checkProxies},
		{"sec.E06", "TLS ends here or at a declared proxy, and http leads to https", true, checkTLS},
		{"sec.W07", "browsers are told to use https only", true, checkHSTS},
		{"sec.E08", "cookies are for https, for the server and for this site only", true, checkCookies},
		{"sec.E09", "forms of other sites are refused", true, checkCrossSite},
		{"sec.W10", "answers carry the fields by which browsers protect visitors", true, checkHeaders},
		{"sec.E11", "what a client may send and how slowly is limited", true, checkLimits},
		{"sec.E12", "other sites may not read answers", true, checkCORS},
		{"sec.E13", "tools of developers cannot be reached", true, checkExposed},
		{"sec.E14", "error pages keep causes to themselves", true, checkErrorPages},
		{"sec.E21", "the process and its files are its own", false, checkOwnership},
		{"ops.W28", "files and memory suffice", false, checkResources},
		{"ops.E31", "Go and the modules have no known holes", false, checkVersions},
		{"ops.W32", "no GODEBUG setting weakens Go", false, checkGODEBUG},
		{"ops.W33", "the log has what happens, and no secrets", true, checkLog},
		{"app.W38", "routes that take what other sites send name their methods", false, checkMethods},
		{"app.W39", "the site's pages can be asked for", true, checkPages},
		{"ops.W36", "a stop is announced and ends in time", true, checkStop},
	}
}
