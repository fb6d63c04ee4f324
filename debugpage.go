package combo

import "net/http"

func (s *Site) debugPage(r *http.Request, e *Error, err error) (*Response, error) {
	return plainErrorPage(r, e, err), nil
}
