package sse

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/sirupsen/logrus"

	"go.k6.io/k6/lib/netext/httpext"
)

type testLogger struct {
	*logrus.Logger
	written bytes.Buffer
}

func newTestLogger() *testLogger {
	logger := &testLogger{Logger: logrus.New()}
	logger.SetOutput(&logger.written)
	return logger
}

// serve answers every request alike; the URL is `url` to the script.
func serve(t *testing.T, answer http.HandlerFunc) (*testVU, *testLogger) {
	t.Helper()
	server := httptest.NewServer(answer)
	t.Cleanup(server.Close)
	vu, logger := newTestVU(t), newTestLogger()
	vu.leaveInit(t, logger)
	if err := vu.runtime.Set("url", server.URL); err != nil {
		t.Fatal(err)
	}
	return vu, logger
}

// endless sends events one to three, and then hangs until its client goes.
func endless(res http.ResponseWriter, req *http.Request) {
	res.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
	for n := range 3 {
		fmt.Fprintf(res, "id: %d\ndata: hello\n\n", n+1)
	}
	res.(http.Flusher).Flush()
	<-req.Context().Done()
}

func run(t *testing.T, vu *testVU, script string) string {
	t.Helper()
	value, err := vu.runtime.RunString(script)
	if err != nil {
		t.Fatal(err)
	}
	return value.String()
}

func TestOpenEndsWhenTheListenerReturnsFalse(t *testing.T) {
	vu, _ := serve(t, endless)
	got := run(t, vu, `
		const ids = [];
		const { end, status, events, error, errorCode } =
			open(url, { tags: { kind: 'job' } }, ({ id }) => { ids.push(id); return id !== '2'; });
		JSON.stringify({ ids, end, status, events, error, errorCode })`)
	want := `{"ids":["1","2"],"end":"closed","status":200,"events":2,"error":"","errorCode":0}`
	if got != want {
		t.Fatalf("got %s, want %s", got, want)
	}
	tags := map[string]string{"kind": "job", "scenario": "default", "method": "GET", "status": "200"}
	if count, sum := vu.counted("sse_events", tags); count != 2 || sum != 2 {
		t.Errorf("counted %d events, %v in sum", count, sum)
	}
}

func TestOpenCountsTheRequest(t *testing.T) {
	for metric, want := range map[string]int{
		"http_reqs": 1, "http_req_failed": 1, "http_req_duration": 1, "sse_time_to_first_event": 1,
	} {
		vu, _ := serve(t, endless)
		run(t, vu, `open(url, { method: 'post' }, () => false)`)
		if count, _ := vu.counted(metric, map[string]string{"method": "POST", "status": "200"}); count != want {
			t.Errorf("%s: %d samples, want %d", metric, count, want)
		}
	}
}

func TestOpenNamesARequestAndItsEventsAlike(t *testing.T) {
	for _, metric := range []string{"http_reqs", "sse_events"} {
		vu, _ := serve(t, endless)
		templated, err := httpext.NewURL(vu.runtime.Get("url").String()+"/jobs/7", "/jobs/${}")
		if err == nil {
			err = vu.runtime.Set("templated", templated)
		}
		if err != nil {
			t.Fatal(err)
		}
		run(t, vu, `open(templated, null, () => false)`)
		tags := map[string]string{"name": "/jobs/${}", "url": "/jobs/${}"}
		if count, _ := vu.counted(metric, tags); count != 1 {
			t.Errorf("%s: %d samples", metric, count)
		}
	}
}

func TestOpenThrowsWhatTheListenerThrows(t *testing.T) {
	vu, _ := serve(t, endless)
	got := run(t, vu, `
		const mine = new RangeError('mine');
		let caught;
		try { open(url, null, () => { throw mine; }); } catch (error) { caught = error; }
		String(caught === mine)`)
	if got != "true" {
		t.Fatal("another error was caught")
	}
}

func TestOpenLetsTheListenerTakeItsTimeButNotMore(t *testing.T) {
	vu, _ := serve(t, endless)
	wait := func() { time.Sleep(200 * time.Millisecond) }
	if err := vu.runtime.Set("wait", wait); err != nil {
		t.Fatal(err)
	}
	got := run(t, vu, `
		const { end, status, errorCode } = open(url, { timeoutMs: 100 }, () => wait());
		JSON.stringify({ end, status, errorCode })`)
	if want := `{"end":"timeout","status":200,"errorCode":1050}`; got != want {
		t.Fatalf("got %s, want %s", got, want)
	}
}

func TestOpenEndsWithItsVirtualUser(t *testing.T) {
	vu, _ := serve(t, endless)
	time.AfterFunc(100*time.Millisecond, vu.cancel)
	if got := run(t, vu, `open(url, null, () => {}).end`); got != "failed" {
		t.Fatalf("got %s", got)
	}
}

func TestOpenRefusesAnEventThatIsTooLong(t *testing.T) {
	vu, _ := serve(t, func(res http.ResponseWriter, _ *http.Request) {
		res.Header().Set("Content-Type", "text/event-stream")
		_, _ = res.Write(bytes.Repeat([]byte("a"), maxEventBytes+1))
	})
	if got := run(t, vu, `open(url, null, () => {}).error`); got != errTooLong.Error() {
		t.Fatalf("got %s", got)
	}
}

func TestOpenTellsNoHeaderOfARequest(t *testing.T) {
	vu, logger := serve(t, endless)
	got := run(t, vu, `
		const headers = { Authorization: 'Bearer secret\n' };
		JSON.stringify(open(url, { headers }, () => {}))`)
	if said := got + logger.written.String(); !strings.Contains(said, "Authorization") || strings.Contains(said, "secret") {
		t.Fatalf("said %s", said)
	}
}

func TestOpenNamesWhatIsWrong(t *testing.T) {
	vu, _ := serve(t, endless)
	const listener = ", () => {}"
	for call, want := range map[string]string{
		`undefined, null` + listener:                  `url is missing: expected an absolute http: or https: URL.`,
		`'/relative', null` + listener:                `url is "/relative": expected an absolute http: or https: URL.`,
		`7, null` + listener:                          `url is 7: expected an absolute http: or https: URL.`,
		`'ws://me:pass@host/', null` + listener:       `url is "ws://****:****@host/": expected an absolute http: or https: URL.`,
		`url, 7` + listener:                           `params is 7: expected an object, or null for none.`,
		`url, { timeout: 1 }` + listener:              `params.timeout is unknown: expected one of method, body, headers, tags, timeoutMs, expectedStatuses.`,
		`url, { timeoutMs: 0 }` + listener:            `params.timeoutMs is 0: expected milliseconds, more than 0.`,
		`url, { timeoutMs: '1s' }` + listener:         `params.timeoutMs is "1s": expected milliseconds, more than 0.`,
		`url, { timeoutMs: Infinity }` + listener:     `params.timeoutMs is Infinity: expected milliseconds, more than 0.`,
		`url, { method: '' }` + listener:              `params.method is "": expected a method such as 'POST'.`,
		`url, { body: {} }` + listener:                `params.body is not a string: pass it through JSON.stringify, or leave it out.`,
		`url, { headers: 'a: b' }` + listener:         `params.headers is no object: expected one of names and values.`,
		`url, { headers: { 'X-Key': 7 } }` + listener: `params.headers["X-Key"] is not a string: pass it through String(), or leave it out.`,
		`url, { tags: { job: {} } }` + listener:       `params.tags: invalid value for metric tag 'job': only String, Boolean and Number types are accepted as a metric tag values.`,
		`url, { expectedStatuses: 429 }` + listener:   `params.expectedStatuses is 429: expected an array such as [429].`,
		`url, null`:                 `onEvent is no function: expected one that takes an event, and returns false for no more.`,
		`url, () => {}`:             `onEvent is no function: expected one that takes an event, and returns false for no more.`,
		`url, null, async () => {}`: `onEvent is async: expected a plain function, since promises have to wait for the stream's end.`,
	} {
		got := run(t, vu, `try { open(`+call+`); 'nothing' } catch (error) { String(error) }`)
		if want = "TypeError: open: " + want; got != want {
			t.Errorf("open(%s):\n got %s\nwant %s", call, got, want)
		}
	}
}

func TestOpenIsRefusedInTheInitContext(t *testing.T) {
	vu := newTestVU(t)
	got := run(t, vu, `try { open('http://127.0.0.1/', null, () => {}); } catch (error) { String(error) }`)
	if !strings.Contains(got, "can't be opened in the init context; open it in setup()") {
		t.Fatalf("got %s", got)
	}
}
