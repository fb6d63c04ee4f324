// Package prefix reads the networks of a site's proxies.
package prefix

import "net/netip"

// Parse reads networks and single addresses. What is neither is left out: "unix",
// and what combo.New has refused.
func Parse(texts []string) []netip.Prefix {
	var list []netip.Prefix
	for _, text := range texts {
		if p, err := netip.ParsePrefix(text); err == nil {
			list = append(list, p.Masked())
		} else if addr, err := netip.ParseAddr(text); err == nil {
			list = append(list, netip.PrefixFrom(addr, addr.BitLen()))
		}
	}
	return list
}
