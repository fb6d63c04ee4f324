package views

import "github.com/google/jsonschema-go/jsonschema"

// The objects of OpenAPI 3.1.1, as far as they are written here.
type (
	openAPI struct {
		OpenAPI    string              `json:"openapi"`
		Info       info                `json:"info"`
		Servers    []server            `json:"servers,omitempty"`
		Paths      map[string]pathItem `json:"paths"`
		Components components          `json:"components"`
		Security   []requirement       `json:"security,omitempty"`
	}
	info struct {
		Title       string `json:"title"`
		Version     string `json:"version"`
		Description string `json:"description,omitempty"`
	}
	server struct {
		URL       string                    `json:"url"`
		Variables map[string]serverVariable `json:"variables,omitempty"`
	}
	serverVariable struct {
		Default string `json:"default"`
	}
	components struct {
		Schemas         map[string]*jsonschema.Schema `json:"schemas,omitempty"`
		Responses       map[string]response           `json:"responses,omitempty"`
		SecuritySchemes map[string]SecurityScheme     `json:"securitySchemes,omitempty"`
	}
	// A pathItem holds operations by their methods in lower case.
	pathItem map[string]*operationObject

	operationObject struct {
		OperationID string              `json:"operationId"`
		Summary     string              `json:"summary,omitempty"`
		Description string              `json:"description,omitempty"`
		Tags        []string            `json:"tags,omitempty"`
		Deprecated  bool                `json:"deprecated,omitempty"`
		Parameters  []parameter         `json:"parameters,omitempty"`
		RequestBody *requestBody        `json:"requestBody,omitempty"`
		Responses   map[string]response `json:"responses"`
		Security    *[]requirement      `json:"security,omitempty"`
		Servers     []server            `json:"servers,omitempty"`
	}
	parameter struct {
		Name        string             `json:"name"`
		In          string             `json:"in"`
		Description string             `json:"description,omitempty"`
		Required    bool               `json:"required,omitempty"`
		Style       string             `json:"style,omitempty"`
		Explode     bool               `json:"explode,omitempty"`
		Schema      *jsonschema.Schema `json:"schema"`
	}
	requestBody struct {
		Required bool                 `json:"required,omitempty"`
		Content  map[string]mediaType `json:"content"`
	}
	mediaType struct {
		Schema *jsonschema.Schema `json:"schema,omitempty"`
	}
	// A response is one of its own or, with Ref, one of the components.
	response struct {
		Ref         string               `json:"$ref,omitempty"`
		Description string               `json:"description,omitempty"`
		Headers     map[string]headerOf  `json:"headers,omitempty"`
		Content     map[string]mediaType `json:"content,omitempty"`
	}
	headerOf struct {
		Description string             `json:"description,omitempty"`
		Schema      *jsonschema.Schema `json:"schema"`
	}
	requirement map[string][]string
)
