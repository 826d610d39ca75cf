package sse

import (
	"net/http"
	"time"

	"github.com/grafana/sobek"

	"go.k6.io/k6/js/modules"
	"go.k6.io/k6/lib/netext/httpext"
	"go.k6.io/k6/metrics"
)

// call is one request, from its start to the end of its stream.
type call struct {
	vu    modules.VU
	meter meter
	preq  *httpext.ParsedHTTPRequest
	tags  metrics.TagsAndMeta
	// Delivered to the listener.
	events int
}

type delivery struct {
	event
	at time.Duration
}

// run has k6 make the request on a goroutine of its own, and calls the listener
// on this one, which alone may enter the virtual user's runtime. The stream is
// not read while the listener works: a slow one slows the server, and nothing
// piles up.
func (c *call) run(listener sobek.Callable) (*sobek.Object, error) {
	ctx, state := c.vu.Context(), c.vu.State()
	deliveries := make(chan delivery)
	// Has room, so that a verdict nobody waits for any more holds nobody up.
	verdicts := make(chan bool, 1)
	stream := &stream{
		next: state.Transport,
		deliver: func(req *http.Request, ev event, at time.Duration) (bool, error) {
			select {
			case deliveries <- delivery{ev, at}:
			case <-req.Context().Done():
				return false, req.Context().Err()
			}
			select {
			case more := <-verdicts:
				return more, nil
			case <-req.Context().Done():
				return false, req.Context().Err()
			}
		},
	}
	ended := make(chan outcome, 1)
	go func() {
		through := *state
		through.Transport = stream
		response, err := httpext.MakeRequest(ctx, &through, c.preq)
		ended <- outcome{response, err}
	}()

	var thrown error
	for {
		select {
		case delivery := <-deliveries:
			c.events++
			c.meter.count(ctx, state, c.tags, c.events, delivery.at)
			answer, err := listener(sobek.Undefined(), c.eventObject(delivery))
			thrown = err
			verdicts <- err == nil && !answer.StrictEquals(c.vu.Runtime().ToValue(false))
		case outcome := <-ended:
			if thrown != nil {
				return nil, thrown
			}
			if outcome.err != nil && c.preq.Throw {
				return nil, outcome.err
			}
			return c.result(stream, outcome), nil
		}
	}
}

func (c *call) eventObject(d delivery) *sobek.Object {
	return object(c.vu.Runtime(), map[string]any{
		"id": d.id, "event": d.name, "data": d.data, "atMs": metrics.D(d.at),
	})
}
