package sse

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/grafana/sobek"

	"go.k6.io/k6/js/common"
	"go.k6.io/k6/lib"
	"go.k6.io/k6/lib/netext/httpext"
)

const defaultTimeout = time.Minute

var paramNames = []string{"method", "body", "headers", "tags", "timeoutMs", "expectedStatuses"}

// parseRequest makes the request that k6/http would make of the same arguments.
// An error names what is wrong, and never the value of a header.
func parseRequest(rt *sobek.Runtime, state *lib.State, url, params sobek.Value) (*httpext.ParsedHTTPRequest, error) {
	parsed, err := parseURL(url)
	if err != nil {
		return nil, err
	}
	header := http.Header{"Accept": {"text/event-stream"}, "Cache-Control": {"no-cache"}}
	header.Set("User-Agent", state.Options.UserAgent.String)
	preq := &httpext.ParsedHTTPRequest{
		URL:              &parsed,
		Req:              &http.Request{Method: http.MethodGet, URL: parsed.GetURL(), Header: header},
		Timeout:          defaultTimeout,
		Throw:            state.Options.Throw.Bool,
		ResponseType:     httpext.ResponseTypeNone,
		ResponseCallback: expected(nil),
		Redirects:        state.Options.MaxRedirects,
		Cookies:          map[string]*httpext.HTTPRequestCookie{},
		TagsAndMeta:      state.Tags.GetCurrentValues(),
	}
	if !common.IsNullish(params) {
		if err := parseParams(rt, params, preq); err != nil {
			return nil, err
		}
	}
	if state.CookieJar != nil {
		preq.ActiveJar = state.CookieJar
		httpext.SetRequestCookies(preq.Req, preq.ActiveJar, preq.Cookies)
	}
	return preq, nil
}

// parseURL takes what k6/http takes: a string, or the result of http.url.
func parseURL(value sobek.Value) (httpext.URL, error) {
	const want = "expected an absolute http: or https: URL"
	if common.IsNullish(value) {
		return httpext.URL{}, fmt.Errorf("url is missing: %s", want)
	}
	parsed, err := httpext.ToURL(value.Export())
	if err != nil {
		return httpext.URL{}, fmt.Errorf("url is %s: %s", shown(value), want)
	}
	if u := parsed.GetURL(); (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return httpext.URL{}, fmt.Errorf("url is %q: %s", parsed.Clean(), want)
	}
	return parsed, nil
}

func parseParams(rt *sobek.Runtime, value sobek.Value, preq *httpext.ParsedHTTPRequest) error {
	params, ok := value.(*sobek.Object)
	if !ok {
		return fmt.Errorf("params is %s: expected an object, or null for none", shown(value))
	}
	for _, name := range params.Keys() {
		if !slices.Contains(paramNames, name) {
			return fmt.Errorf("params.%s is unknown: expected one of %s", name, strings.Join(paramNames, ", "))
		}
	}
	get := func(name string) sobek.Value {
		if field := params.Get(name); !common.IsNullish(field) {
			return field
		}
		return nil
	}
	if body := get("body"); body != nil {
		text, ok := body.Export().(string)
		if !ok {
			return errors.New("params.body is not a string: pass it through JSON.stringify, or leave it out")
		}
		preq.Body = bytes.NewBufferString(text)
		preq.Req.Method = http.MethodPost
	}
	if method := get("method"); method != nil {
		text, ok := method.Export().(string)
		if !ok || text == "" {
			return fmt.Errorf("params.method is %s: expected a method such as 'POST'", shown(method))
		}
		preq.Req.Method = strings.ToUpper(text)
	}
	if headers := get("headers"); headers != nil {
		if err := setHeaders(preq.Req, headers); err != nil {
			return err
		}
	}
	if tags := get("tags"); tags != nil {
		if err := common.ApplyCustomUserTags(rt, &preq.TagsAndMeta, tags); err != nil {
			return fmt.Errorf("params.tags: %w", err)
		}
	}
	if timeout := get("timeoutMs"); timeout != nil {
		ms := number(timeout)
		if !(ms > 0 && ms <= float64(math.MaxInt64/time.Millisecond)) {
			return fmt.Errorf("params.timeoutMs is %s: expected milliseconds, more than 0", shown(timeout))
		}
		preq.Timeout = time.Duration(ms * float64(time.Millisecond))
	}
	if statuses := get("expectedStatuses"); statuses != nil {
		var more []int
		if err := rt.ExportTo(statuses, &more); err != nil {
			return fmt.Errorf("params.expectedStatuses is %s: expected an array such as [429]", shown(statuses))
		}
		preq.ResponseCallback = expected(more)
	}
	return nil
}

func setHeaders(req *http.Request, value sobek.Value) error {
	headers, ok := value.(*sobek.Object)
	if !ok {
		return errors.New("params.headers is no object: expected one of names and values")
	}
	for _, name := range headers.Keys() {
		text, ok := headers.Get(name).Export().(string)
		if !ok {
			return fmt.Errorf("params.headers[%q] is not a string: pass it through String(), or leave it out", name)
		}
		if strings.EqualFold(name, "host") {
			req.Host = text
		}
		req.Header.Set(name, text)
	}
	return nil
}

// expected is k6's own rule of which answers are no failures, and more of them.
func expected(more []int) func(int) bool {
	return func(status int) bool {
		return (status >= 200 && status <= 399) || slices.Contains(more, status)
	}
}

func number(value sobek.Value) float64 {
	switch exported := value.Export().(type) {
	case int64:
		return float64(exported)
	case float64:
		return exported
	default:
		return math.NaN()
	}
}

func shown(value sobek.Value) string {
	if text, ok := value.Export().(string); ok {
		return fmt.Sprintf("%q", text)
	}
	return value.String()
}
