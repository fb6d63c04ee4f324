package decode

import (
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json/jsontext"
)

// JSON reads one JSON value. It is strict: a name sent twice, invalid UTF-8, a lone surrogate, anything after the
// value, and whatever is over the limits is an error.
func JSON(r io.Reader, limits Limits) (Value, error) {
	limits = limits.withDefaults()
	p := jsonParser{
		tokens: jsontext.NewDecoder(newMeter(r, limits.Bytes)),
		depth:  limits.Depth,
		left:   limits.Values,
	}
	v, err := p.value()
	if err == nil {
		err = p.end()
	}
	if err != nil {
		return Value{}, readingError(withoutNames(err), jsonMistake(err))
	}
	return v, nil
}

// withoutNames leaves of a mistake in the JSON its place alone: its text quotes names, which may be secrets.
func withoutNames(err error) error {
	if mistake, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		return fmt.Errorf("at byte %d", mistake.ByteOffset)
	}
	return err
}

// jsonMistake says what is wrong with JSON, as far as its author may not see it.
func jsonMistake(err error) string {
	switch {
	case errors.Is(err, jsontext.ErrDuplicateName):
		return "The JSON in the request has a name twice."
	case errors.Is(err, io.ErrUnexpectedEOF):
		return "The JSON in the request ends too early."
	}
	return "The request body is not valid JSON."
}

type jsonParser struct {
	tokens *jsontext.Decoder
	depth  int // how much deeper it may go
	left   int // how many values may still come

	// Lists and maps under way share these stacks and are cut out in their final size, so that what a client
	// can make grow is twice the tree at most.
	values []Value
	fields []Field
}

func (p *jsonParser) value() (Value, error) {
	token, err := p.tokens.ReadToken()
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return Value{}, err
	}
	return p.valueFrom(token)
}

func (p *jsonParser) valueFrom(token jsontext.Token) (Value, error) {
	if p.left--; p.left < 0 {
		return Value{}, refused("too_many_values", "The request body has too many values.")
	}
	switch token.Kind() {
	case '{':
		return p.nested(p.object)
	case '[':
		return p.nested(p.array)
	case '"':
		return TextOf(token.String()), nil
	case '0':
		return Value{kind: Number, text: token.String()}, nil
	case 't', 'f':
		return Value{kind: Bool, text: token.String()}, nil
	}
	return Value{kind: Null}, nil
}

func (p *jsonParser) nested(parse func() (Value, error)) (Value, error) {
	if p.depth--; p.depth < 0 {
		return Value{}, refused("too_deep", "The request body is nested too deeply.")
	}
	v, err := parse()
	p.depth++
	return v, err
}

func (p *jsonParser) array() (Value, error) {
	start := len(p.values)
	for {
		token, err := p.tokens.ReadToken()
		if err != nil {
			return Value{}, err
		}
		if token.Kind() == ']' {
			break
		}
		v, err := p.valueFrom(token)
		if err != nil {
			return Value{}, err
		}
		p.values = push(p.values, v)
	}
	list := append([]Value(nil), p.values[start:]...)
	p.values = p.values[:start]
	return ListOf(list...), nil
}

func (p *jsonParser) object() (Value, error) {
	start := len(p.fields)
	for {
		token, err := p.tokens.ReadToken()
		if err != nil {
			return Value{}, err
		}
		if token.Kind() == '}' {
			break
		}
		name := token.String()
		v, err := p.value()
		if err != nil {
			return Value{}, err
		}
		p.fields = push(p.fields, Field{Name: name, Value: v})
	}
	fields := append([]Field(nil), p.fields[start:]...)
	p.fields = p.fields[:start]
	return MapOf(fields...), nil
}

// end checks that nothing follows the value.
func (p *jsonParser) end() error {
	switch _, err := p.tokens.ReadToken(); err {
	case io.EOF:
		return nil
	case nil:
		return malformed("The request body holds more than one JSON value.", nil)
	default:
		return err
	}
}
