package main

import "github.com/combo-web/combo/orm"

// A maker makes the expression of a class of Django's.
type maker func(c *classCall) orm.Expression

// makerOf returns what makes the expressions of a class, nil if it is not known.
func makerOf(class string) maker { return nil }
