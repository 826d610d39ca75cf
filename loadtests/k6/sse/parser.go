package sse

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// maxEventBytes bounds a line, and the data of an event: a server that never
// ends one must not take the memory of the load generator.
const maxEventBytes = 1 << 20

var errTooLong = fmt.Errorf("event stream: a line or an event is longer than %d bytes", maxEventBytes)

// errStop is what a dispatch returns to have no more events.
var errStop = errors.New("event stream: stopped by its reader")

// event is an event of a stream.
type event struct {
	id, name, data string
}

// parser reads an event stream as the HTML standard has it, in chunks that are
// cut anywhere. What the stream ends in the middle of is never dispatched.
type parser struct {
	// What has come so far of the current line.
	line []byte
	// The last line ended in CR: an LF that follows next belongs to it.
	afterCR bool
	// A byte order mark can only be in front of the first line.
	begun bool

	id, name string
	data     []byte
	// Milliseconds until a reconnection, as the server last told; -1: it did not.
	retryMs int64
}

func newParser() *parser {
	return &parser{retryMs: -1}
}

// feed dispatches the events that the chunk completes. It ends with the first
// error of dispatch.
func (p *parser) feed(chunk []byte, dispatch func(event) error) error {
	for len(chunk) > 0 {
		if p.afterCR {
			p.afterCR = false
			if chunk[0] == '\n' {
				chunk = chunk[1:]
				continue
			}
		}
		end := bytes.IndexAny(chunk, "\r\n")
		part := chunk
		if end >= 0 {
			part = chunk[:end]
		}
		if len(p.line)+len(part) > maxEventBytes {
			return errTooLong
		}
		p.line = append(p.line, part...)
		if end < 0 {
			return nil
		}
		p.afterCR = chunk[end] == '\r'
		chunk = chunk[end+1:]
		if err := p.endLine(dispatch); err != nil {
			return err
		}
	}
	return nil
}

func (p *parser) endLine(dispatch func(event) error) error {
	line := p.line
	p.line = p.line[:0]
	if !p.begun {
		p.begun = true
		line = bytes.TrimPrefix(line, []byte("\uFEFF"))
	}
	if len(line) == 0 {
		return p.endEvent(dispatch)
	}
	// A comment is a line whose field has no name: it falls through the switch.
	field, value, _ := bytes.Cut(line, []byte(":"))
	value = bytes.TrimPrefix(value, []byte(" "))
	switch string(field) {
	case "event":
		p.name = text(value)
	case "data":
		if len(p.data)+len(value) >= maxEventBytes {
			return errTooLong
		}
		p.data = append(append(p.data, value...), '\n')
	case "id":
		if !bytes.ContainsRune(value, 0) {
			p.id = text(value)
		}
	case "retry":
		p.retry(string(value))
	}
	return nil
}

// endEvent dispatches what the lines since the last event make up, if there is
// data among them. The id stays for the events that follow.
func (p *parser) endEvent(dispatch func(event) error) error {
	name, data := p.name, p.data
	p.name, p.data = "", p.data[:0]
	if len(data) == 0 {
		return nil
	}
	if name == "" {
		name = "message"
	}
	return dispatch(event{id: p.id, name: name, data: text(data[:len(data)-1])})
}

func (p *parser) retry(value string) {
	if value == "" || strings.Trim(value, "0123456789") != "" {
		return
	}
	if ms, err := strconv.ParseInt(value, 10, 64); err == nil {
		p.retryMs = ms
	}
}

// text copies, since buffers are used again, and puts U+FFFD where it is no UTF-8.
func text(bytes []byte) string {
	return strings.ToValidUTF8(string(bytes), "\uFFFD")
}
