package webtest

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"maps"
	"mime"
	"mime/multipart"
	"net/textproto"
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/combo-web/combo/headers"
)

// PostForm sends a form as browsers do without files, urlencoded.
func (c *Client) PostForm(target string, form url.Values) *Page {
	c.t.Helper()
	return c.Post(target, form)
}

// PostJSON sends v as JSON and asks for JSON, unless the client's Header says
// otherwise.
func (c *Client) PostJSON(target string, v any) *Page {
	c.t.Helper()
	p, err := jsonPayload(v)
	if err != nil {
		c.t.Fatalf("POST %s: %v", target, err)
	}
	return c.accepting("application/json").send("POST", target, p)
}

// PostXML sends v as an XML document and asks for XML, unless the client's
// Header says otherwise.
func (c *Client) PostXML(target string, v any) *Page {
	c.t.Helper()
	b, err := xml.Marshal(v)
	if err != nil {
		c.t.Fatalf("POST %s: write %T as XML: %v", target, v, err)
	}
	p := payload{"application/xml; charset=utf-8", append([]byte(xml.Header), b...)}
	return c.accepting("application/xml").send("POST", target, p)
}

// A File is one that [Client.Upload] sends.
type File struct {
	// Field is the name of the form's field.
	Field string
	// Name is the file's own name, as in "ann.png".
	Name string
	// ContentType is the type that the browser reports. Defaults to one that
	// follows from the name.
	ContentType string
	Content     []byte
}

// Upload sends a form with files, as multipart/form-data.
func (c *Client) Upload(target string, form url.Values, files ...File) *Page {
	c.t.Helper()
	var entries []entry
	for _, name := range slices.Sorted(maps.Keys(form)) {
		for _, v := range form[name] {
			entries = append(entries, entry{name: name, value: v})
		}
	}
	for _, f := range files {
		entries = append(entries, entry{name: f.Field, file: &f})
	}
	return c.send("POST", target, multipartPayload(entries))
}

// accepting returns a client that asks for a type if it does not ask for one yet.
func (c *Client) accepting(contentType string) *Client {
	if c.Header.Get("Accept") != "" {
		return c
	}
	return c.With("Accept", contentType)
}

// A payload is what a request sends.
type payload struct {
	contentType string
	body        []byte
}

// payload encodes what a test gives as a body.
func (c *Client) payload(body any) payload {
	c.t.Helper()
	p, err := payloadOf(body)
	if err != nil {
		c.t.Fatal(err)
	}
	return p
}

func payloadOf(body any) (payload, error) {
	switch body := body.(type) {
	case nil:
		return payload{}, nil
	case string:
		return payload{body: []byte(body)}, nil
	case []byte:
		return payload{body: body}, nil
	case url.Values:
		return payload{typeURLEncoded, []byte(body.Encode())}, nil
	}
	return jsonPayload(body)
}

const (
	typeURLEncoded = "application/x-www-form-urlencoded"
	typeMultipart  = "multipart/form-data"
	typePlain      = "text/plain"
)

func jsonPayload(v any) (payload, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return payload{}, fmt.Errorf("write %T as JSON: %w", v, err)
	}
	return payload{"application/json", b}, nil
}

// An entry is one pair of a form as it is sent: a text or a file.
type entry struct {
	name, value string
	file        *File
}

// text is what stands for the entry where files cannot be sent: a file's name.
func (e entry) text() string {
	if e.file != nil {
		return e.file.Name
	}
	return crlf.Replace(e.value)
}

// crlf ends lines as forms do on the wire.
var crlf = strings.NewReplacer("\r\n", "\r\n", "\r", "\r\n", "\n", "\r\n")

// urlEncode writes entries in their order, which url.Values does not keep.
func urlEncode(entries []entry) string {
	var b strings.Builder
	for i, e := range entries {
		if i > 0 {
			b.WriteByte('&')
		}
		b.WriteString(url.QueryEscape(e.name) + "=" + url.QueryEscape(e.text()))
	}
	return b.String()
}

func multipartPayload(entries []entry) payload {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for _, e := range entries {
		part, err := w.CreatePart(e.header())
		if err != nil {
			panic(err) // a bytes.Buffer takes everything
		}
		if e.file != nil {
			part.Write(e.file.Content)
		} else {
			part.Write([]byte(e.text()))
		}
	}
	w.Close()
	return payload{w.FormDataContentType(), b.Bytes()}
}

// header is the header of a multipart part, in the spelling of browsers.
func (e entry) header() textproto.MIMEHeader {
	h := textproto.MIMEHeader{}
	disposition := `form-data; name="` + quoted.Replace(e.name) + `"`
	if e.file != nil {
		disposition += `; filename="` + quoted.Replace(e.file.Name) + `"`
		h.Set("Content-Type", e.file.contentType())
	}
	h.Set("Content-Disposition", disposition)
	return h
}

// quoted writes a name into a multipart header as the HTML standard says.
var quoted = strings.NewReplacer("\r", "%0D", "\n", "%0A", `"`, "%22")

func (f *File) contentType() string {
	if f.ContentType != "" {
		return f.ContentType
	}
	if t, _, err := mime.ParseMediaType(mime.TypeByExtension(path.Ext(f.Name))); err == nil && headers.Check("Content-Type", t) == nil {
		return t
	}
	return "application/octet-stream"
}

// plainPayload is the rare enctype text/plain.
func plainPayload(entries []entry) payload {
	var b strings.Builder
	for _, e := range entries {
		b.WriteString(e.name + "=" + e.text() + "\r\n")
	}
	return payload{typePlain, []byte(b.String())}
}
