package combo

import (
	"fmt"
	"net/http"

	"github.com/combo-web/combo/headers"
)

// Status sets the status of a response: combo.JSON(post, combo.Status(201)).
func Status(status int) Option {
	return func(p *Response) error {
		if status < 200 || status > 599 {
			return fmt.Errorf("the status %d is not one of an answer", status)
		}
		p.Status = status
		return nil
	}
}

// SetHeader sets a header field of a response. A control character in it is an
// error, since it could end the field and begin another.
func SetHeader(name, value string) Option {
	return func(p *Response) error {
		return p.field(name, value, http.Header.Set)
	}
}

// AddHeader adds a value to a header field of a response.
func AddHeader(name, value string) Option {
	return func(p *Response) error {
		return p.field(name, value, http.Header.Add)
	}
}

// ContentType sets the content type of a response.
func ContentType(value string) Option {
	return SetHeader("Content-Type", value)
}

// Attachment makes browsers save the response under a name instead of showing
// it. The name may hold any character; it is written as RFC 6266 says.
func Attachment(filename string) Option {
	return SetHeader("Content-Disposition", headers.Attachment(filename))
}

func (p *Response) field(name, value string, put func(http.Header, string, string)) error {
	if err := headers.Check(name, value); err != nil {
		return err
	}
	if p.Header == nil {
		p.Header = http.Header{}
	}
	put(p.Header, name, value)
	return nil
}
