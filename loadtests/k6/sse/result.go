package sse

import (
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/grafana/sobek"

	"go.k6.io/k6/lib/netext/httpext"
)

// k6's numbers for a request, and for a dial, that took too long.
const (
	requestTimedOut = 1050
	dialTimedOut    = 1211
)

type outcome struct {
	response *httpext.Response
	err      error
}

// said is what went wrong, in k6's words and by its number.
func (o outcome) said() (text string, code int) {
	if o.err == nil {
		return o.response.Error, o.response.ErrorCode
	}
	var known httpext.K6Error
	if errors.As(o.err, &known) {
		code = int(known.Code)
	}
	return o.err.Error(), code
}

func (c *call) result(s *stream, o outcome) *sobek.Object {
	rt := c.vu.Runtime()
	text, code := o.said()
	fields := map[string]any{
		"status": 0, "headers": rt.NewObject(), "body": string(s.text), "events": c.events, "durationMs": 0.0,
		"end": endOf(s, text, code), "error": text, "errorCode": code, "retryMs": nil,
	}
	if o.response != nil {
		fields["durationMs"] = o.response.Timings.Duration
	}
	// Of a stream that was cut, k6 forgets the answer; who reads streams wants to know that it had begun.
	if s.answer != nil {
		headers := make(map[string]any, len(s.answer.Header))
		for name, values := range s.answer.Header {
			headers[name] = strings.Join(values, ", ")
		}
		fields["status"], fields["headers"] = s.answer.StatusCode, object(rt, headers)
	}
	if s.parser != nil && s.parser.retryMs >= 0 {
		fields["retryMs"] = s.parser.retryMs
	}
	return object(rt, fields)
}

// endOf says how a stream came to its end.
func endOf(s *stream, text string, code int) string {
	switch {
	case s.closed:
		return "closed"
	case code == requestTimedOut || code == dialTimedOut:
		return "timeout"
	case text != "":
		return "failed"
	case s.answer == nil || !isEventStream(s.answer):
		return "no-stream"
	default:
		return "complete"
	}
}

// object is a plain object of JavaScript, its fields in the order of their names.
func object(rt *sobek.Runtime, fields map[string]any) *sobek.Object {
	made := rt.NewObject()
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		// A fresh object takes any field.
		_ = made.Set(name, fields[name])
	}
	return made
}
