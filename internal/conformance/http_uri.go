package main

import (
	"github.com/combo-web/combo/headers"
)

// uriAnswers write URIs and IRIs.
var uriAnswers = map[string]httpAnswer{
	"fn:encoding.uri_to_iri":      answering(headers.ToIRI),
	"fn:encoding.iri_to_uri":      answering(headers.ToURI),
	"fn:urls.uri_to_iri":          answering(headers.ToIRI),
	"fn:urls.iri_to_uri":          answering(headers.ToURI),
	"fn:encoding.escape_uri_path": answering(headers.EscapePath),
	"fn:encoding.filepath_to_uri": answering(headers.FilePathToURI),
}
