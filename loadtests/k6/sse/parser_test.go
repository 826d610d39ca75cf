package sse

import (
	"errors"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
)

var parserCases = []struct {
	name, stream string
	want         []event
}{
	{"one event", "data: a\n\n", []event{{"", "message", "a"}}},
	{"CR", "data: a\r\rdata: b\r\r", []event{{"", "message", "a"}, {"", "message", "b"}}},
	{"CRLF", "data: a\r\n\r\ndata: b\r\n\r\n", []event{{"", "message", "a"}, {"", "message", "b"}}},
	{"line ends mixed", "data: a\r\ndata: b\rdata: c\n\r\n", []event{{"", "message", "a\nb\nc"}}},
	{"LF after LF is a line", "data: a\n\ndata: b\n\n", []event{{"", "message", "a"}, {"", "message", "b"}}},
	{"a name holds for one event", "event: job\ndata: a\n\ndata: b\n\n", []event{{"", "job", "a"}, {"", "message", "b"}}},
	{"an empty name is none", "event: job\nevent\ndata: a\n\n", []event{{"", "message", "a"}}},
	{"a name without data", "event: job\n\ndata: a\n\n", []event{{"", "message", "a"}}},
	{"an id holds on", "id: 7\ndata: a\n\ndata: b\n\n", []event{{"7", "message", "a"}, {"7", "message", "b"}}},
	{"an id without data", "id: 7\n\ndata: a\n\n", []event{{"7", "message", "a"}}},
	{"an empty id resets", "id: 7\ndata: a\n\nid\ndata: b\n\n", []event{{"7", "message", "a"}, {"", "message", "b"}}},
	{"an id with NUL is ignored", "id: 7\nid: 8\x00\ndata: a\n\n", []event{{"7", "message", "a"}}},
	{"comments", ": hello\n\n:\ndata: a\n: more\ndata: b\n\n", []event{{"", "message", "a\nb"}}},
	{"lines of data", "data: a\ndata\ndata:\ndata: b\n\n", []event{{"", "message", "a\n\n\nb"}}},
	{"empty data", "data\n\ndata:\n\n", []event{{"", "message", ""}, {"", "message", ""}}},
	{"one space is taken off", "data:a\n\ndata:  b \n\ndata:\tc\n\n",
		[]event{{"", "message", "a"}, {"", "message", " b "}, {"", "message", "\tc"}}},
	{"colons in a value", "data: a: b:c\n\n", []event{{"", "message", "a: b:c"}}},
	{"unknown fields", "Data: x\n data: x\ndat: x\ndata: a\n\n", []event{{"", "message", "a"}}},
	{"byte order mark", "\uFEFFdata: a\n\n", []event{{"", "message", "a"}}},
	{"only one, and only in front", "\uFEFF\uFEFFdata: x\n\n\uFEFFdata: x\n\ndata: \uFEFFa\n\n",
		[]event{{"", "message", "\uFEFFa"}}},
	{"beyond ASCII", "event: Ω\nid: é\ndata: 日本🎉\n\n", []event{{"é", "Ω", "日本🎉"}}},
	{"no UTF-8", "data: a\xffb\n\n", []event{{"", "message", "a\uFFFDb"}}},
	{"unfinished event", "data: a\n\ndata: b\n", []event{{"", "message", "a"}}},
	{"unfinished line", "data: a\n\ndata: b", []event{{"", "message", "a"}}},
	{"nothing", "", nil},
	{"blank lines", "\n\r\r\n\n", nil},
}

func TestParserReadsEvents(t *testing.T) {
	for _, test := range parserCases {
		t.Run(test.name, func(t *testing.T) {
			got := parseIn(t, []string{test.stream})
			if !reflect.DeepEqual(got, test.want) {
				t.Fatalf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestParserReadsTheSameHoweverItIsCut(t *testing.T) {
	const seeds = 200
	for _, test := range parserCases {
		t.Run(test.name, func(t *testing.T) {
			for seed := range uint64(seeds) {
				chunks := cut(test.stream, rand.New(rand.NewPCG(seed, 0)))
				if got := parseIn(t, chunks); !reflect.DeepEqual(got, test.want) {
					t.Fatalf("cut as %q: got %q, want %q", chunks, got, test.want)
				}
			}
		})
	}
}

func TestParserKeepsTheLastValidRetry(t *testing.T) {
	for stream, want := range map[string]int64{
		"data: a\n\n":                   -1,
		"retry: 1500\n":                 1500,
		"retry: 1500\nretry: 20\n":      20,
		"retry: 5\nretry: -1\nretry\n":  5,
		"retry: 1.5\nretry: 1e3\n":      -1,
		"retry: 99999999999999999999\n": -1,
	} {
		p := newParser()
		if err := p.feed([]byte(stream), func(event) error { return nil }); err != nil || p.retryMs != want {
			t.Errorf("%q: got %d and %v, want %d", stream, p.retryMs, err, want)
		}
	}
}

func TestParserBoundsWhatItKeeps(t *testing.T) {
	line := "data: " + strings.Repeat("a", 1000) + "\n"
	for name, stream := range map[string]string{
		"a line that never ends":   strings.Repeat("a", maxEventBytes+1),
		"an event that never ends": strings.Repeat(line, maxEventBytes/1000+1),
	} {
		err := newParser().feed([]byte(stream), func(event) error { return nil })
		if !errors.Is(err, errTooLong) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestParserEndsWithTheFirstErrorOfItsListener(t *testing.T) {
	calls := 0
	err := newParser().feed([]byte("data: a\n\ndata: b\n\n"), func(event) error {
		calls++
		return errStop
	})
	if !errors.Is(err, errStop) || calls != 1 {
		t.Fatalf("got %v after %d calls", err, calls)
	}
}

func FuzzParser(f *testing.F) {
	for _, test := range parserCases {
		f.Add(test.stream, uint64(1))
	}
	f.Fuzz(func(t *testing.T, stream string, seed uint64) {
		whole := parseIn(t, []string{stream})
		chunks := cut(stream, rand.New(rand.NewPCG(seed, 0)))
		if got := parseIn(t, chunks); !reflect.DeepEqual(got, whole) {
			t.Fatalf("cut as %q: got %q, whole %q", chunks, got, whole)
		}
	})
}

func parseIn(t *testing.T, chunks []string) []event {
	t.Helper()
	var events []event
	p := newParser()
	for _, chunk := range chunks {
		err := p.feed([]byte(chunk), func(ev event) error {
			events = append(events, ev)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return events
}

// cut parts a stream at random, in bytes, so that runes and line ends are cut too.
func cut(stream string, random *rand.Rand) []string {
	var chunks []string
	for stream != "" {
		n := 1 + random.IntN(min(len(stream), 8))
		chunks = append(chunks, stream[:n])
		stream = stream[n:]
	}
	return chunks
}
