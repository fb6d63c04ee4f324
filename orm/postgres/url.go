package postgres

import (
	"errors"
	"fmt"
	"net/url"

	"github.com/jackc/pgx/v5/pgxpool"
)

// errURL does not say what is wrong: the part of the URL at fault may be one of
// the password.
var errURL = errors.New("postgres: the URL cannot be read; in a password everything but letters and digits is written as %XX")

// parseURL reads the URL of a database. The driver never sees the password in the
// text, so that none of its errors can show it.
func parseURL(text string) (*pgxpool.Config, error) {
	u, err := url.Parse(text)
	if err != nil {
		return nil, errURL
	}
	if u.Scheme != "postgres" && u.Scheme != "postgresql" {
		return nil, errors.New("postgres: the URL must begin with postgres:// or postgresql://")
	}
	password, given := takePassword(u)
	config, err := pgxpool.ParseConfig(u.String())
	if err != nil {
		return nil, fmt.Errorf("postgres: %w", err)
	}
	if given {
		config.ConnConfig.Password = password
	}
	return config, nil
}

// takePassword takes the password out of a URL.
func takePassword(u *url.URL) (password string, given bool) {
	if u.User != nil {
		password, given = u.User.Password()
		u.User = url.User(u.User.Username())
	}
	query := u.Query()
	if query.Has("password") {
		password, given = query.Get("password"), true
		query.Del("password")
		u.RawQuery = query.Encode()
	}
	return password, given
}
