package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/combo-web/combo/webtest/browser"
)

// screenshots go to the folder SCREENSHOTS, if it is set, for somebody to look at.
func screenshot(t *testing.T, tab *browser.Tab, name string) {
	t.Helper()
	folder := os.Getenv("SCREENSHOTS")
	if folder == "" {
		folder = t.ArtifactDir()
	}
	tab.Width(1000).Screenshot(filepath.Join(folder, name+".png"))
	tab.Width(390).Screenshot(filepath.Join(folder, name+"-phone.png"))
}

func TestBrowser(t *testing.T) {
	t.Parallel()
	s := start(t, build(t, "."), "PEOPLE_DB="+filepath.Join(t.TempDir(), "p.db"))
	defer s.stop(t)
	tab := browser.Open(t, s.URL+"/")
	tab.WaitText("Combo’s first three programs")
	screenshot(t, tab, "home")

	tab.Click("text=login").WaitText("Who are you?")
	screenshot(t, tab, "login")
	tab.Fill("#nm", "").Click("text=submit").WaitText("Please enter a name.")
	screenshot(t, tab, "login-again")
	tab.Fill("#nm", "Åsa & <script>alert(1)</script>").Click("text=submit").WaitText("welcome Åsa & <script>alert(1)</script>")
	screenshot(t, tab, "welcome")

	tab.Go(s.URL + "/people/").WaitText("Nobody is here yet.")
	tab.Fill("#name", "John").Fill("#age", "30").Click("text=Add").WaitNoText("Nobody is here yet.")
	tab.Fill("#name", "Jane").Fill("#age", "thirty").Click("text=Add").WaitText("Enter a whole number.")
	screenshot(t, tab, "people")
	tab.Click("text=Remove").WaitText("Nobody is here yet.")

	tab.Go(s.URL + "/nowhere/").WaitText("There is nothing at this address.")
	screenshot(t, tab, "not-found")
}

// loginFile is the page of the seed, as people save it to their disk.
const loginFile = `<html>
   <body>
      <form action = "SITE/login" method = "post">
         <p>Enter Name:</p>
         <p><input type = "text" name = "nm" /></p>
         <p><input type = "submit" value = "submit" /></p>
      </form>
   </body>
</html>`

func TestBrowserPostsFromAFile(t *testing.T) {
	t.Parallel()
	s := start(t, build(t, "./login"))
	defer s.stop(t)
	for method, want := range map[string]string{"post": "welcome Ann", "get": "welcome Ann"} {
		file := filepath.Join(t.TempDir(), "login.html")
		page := strings.NewReplacer("SITE", s.URL, `"post"`, `"`+method+`"`).Replace(loginFile)
		if err := os.WriteFile(file, []byte(page), 0o600); err != nil {
			t.Fatal(err)
		}
		tab := browser.Open(t, "file://"+file)
		tab.Fill("input[name=nm]", "Ann").Click("input[type=submit]").WaitText(want)
	}
}
