package sse

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"net/http/httptrace"
	"time"
)

// maxTextBytes is how much is kept of an answer that is no event stream.
const maxTextBytes = 1 << 20

// stream stands between k6's way of making a request and the virtual user's
// own transport. It reads along: k6 then measures, tags and times out a stream
// as it does any request, while each event is delivered as it comes.
type stream struct {
	next http.RoundTripper
	// Returns whether more events are wanted; its error ends the request.
	deliver func(req *http.Request, ev event, at time.Duration) (bool, error)

	parser *parser
	sentAt time.Time
	// The last one, where there were redirects; nil until its headers have come.
	answer *http.Response
	text   []byte
	// The listener wanted no more.
	closed bool
}

func (s *stream) RoundTrip(req *http.Request) (*http.Response, error) {
	s.parser, s.answer, s.text = newParser(), nil, nil
	// From here on k6 counts the duration of a request: connecting is not in it.
	gotConn := func(httptrace.GotConnInfo) { s.sentAt = time.Now() }
	ctx := httptrace.WithClientTrace(req.Context(), &httptrace.ClientTrace{GotConn: gotConn})
	res, err := s.next.RoundTrip(req.WithContext(ctx))
	if err != nil {
		return res, err
	}
	s.answer = res
	if isEventStream(res) {
		res.Body = &eventBody{ReadCloser: res.Body, stream: s, req: req}
	} else {
		res.Body = &textBody{ReadCloser: res.Body, stream: s}
	}
	return res, nil
}

// isEventStream is strict, as browsers are: any other status has no events.
func isEventStream(res *http.Response) bool {
	kind, _, err := mime.ParseMediaType(res.Header.Get("Content-Type"))
	return err == nil && kind == "text/event-stream" && res.StatusCode == http.StatusOK
}

type eventBody struct {
	io.ReadCloser
	stream *stream
	req    *http.Request
}

// Read ends as if the server had ended the stream when the listener wants no
// more; the connection is closed then, since it has not been read to its end.
func (b *eventBody) Read(into []byte) (int, error) {
	s := b.stream
	n, err := b.ReadCloser.Read(into)
	at := time.Since(s.sentAt)
	fed := s.parser.feed(into[:n], func(ev event) error {
		more, err := s.deliver(b.req, ev, at)
		if err == nil && !more {
			return errStop
		}
		return err
	})
	if errors.Is(fed, errStop) {
		s.closed = true
		return n, io.EOF
	}
	if fed != nil {
		return n, fed
	}
	return n, err
}

type textBody struct {
	io.ReadCloser
	stream *stream
}

func (b *textBody) Read(into []byte) (int, error) {
	n, err := b.ReadCloser.Read(into)
	room := maxTextBytes - len(b.stream.text)
	b.stream.text = append(b.stream.text, into[:min(n, room)]...)
	return n, err
}
