/** Server-sent events for k6, built in by loadtests/k6/main.go. Scenarios import it through src/k6/script/sse.ts. */
declare module 'k6/x/sse' {
  /** The result of `http.url`, whose type k6 does not export. */
  type HttpURL = ReturnType<typeof import('k6/http').url>;

  /** An event, parsed as browsers parse it. */
  export interface SseEvent {
    /** The latest id that the server gave, possibly with an earlier event; '' for none. */
    id: string;
    /** Its name; 'message' where it has none. */
    event: string;
    /** Its lines of data, joined by LF. */
    data: string;
    /** Milliseconds since the request was sent, without connecting, as k6 counts `http_req_duration`. */
    atMs: number;
  }

  export interface SseParams {
    /** Default: POST with a body, GET without one. */
    method?: string | undefined;
    /** A JSON body needs its `Content-Type` among the headers. */
    body?: string | null | undefined;
    headers?: Record<string, string> | undefined;
    /** Put on all metrics of the request; `name` groups URLs, as in k6/http. */
    tags?: Record<string, string | number | boolean> | undefined;
    /** Time-out of the whole stream, in milliseconds. Default 60,000. */
    timeoutMs?: number | undefined;
    /** Statuses that do not count as failed, beside 200 to 399. Default none. */
    expectedStatuses?: readonly number[] | undefined;
  }

  /**
   * How a request ended: `complete` by the server, `closed` by the listener, `timeout`, `failed` on the way, or
   * `no-stream` where the answer's status is not 200 or its type is not text/event-stream.
   */
  export type SseEnd = 'complete' | 'closed' | 'timeout' | 'failed' | 'no-stream';

  export interface SseResult {
    /** 0 where there was no answer. A stream that was cut off later still has its status. */
    status: number;
    /** By their canonical names, such as `Retry-After`. */
    headers: Record<string, string>;
    /** The body of an answer that is no event stream, up to 1 MiB; '' for a stream. */
    body: string;
    /** How many events the listener was given. */
    events: number;
    /** From sending the request to the end of its stream: its `http_req_duration`. */
    durationMs: number;
    end: SseEnd;
    /** What went wrong on the way, in k6's words; '' where nothing did. */
    error: string;
    /** k6's number for the error: 1050 for a time-out, 1000 + status for a status from 400 on, ...; 0 for no error. */
    errorCode: number;
    /** How long the server wants clients to wait before they reconnect; null where it did not say. */
    retryMs: number | null;
  }

  /**
   * Sends a request, and calls the listener with each event as it comes. It blocks the virtual user until the stream
   * has ended or timed out, or the listener has returned false; nothing is read while the listener works. An error that
   * the listener throws closes the stream and is thrown on.
   *
   * k6 counts it like any request: `http_req_duration` goes to the end of the stream, `http_req_waiting` to its
   * beginning. It adds `sse_events` (a Counter) and `sse_time_to_first_event` (a Trend).
   * @throws TypeError for a wrong argument, naming it
   */
  export function open(
    url: string | HttpURL,
    params: SseParams | null | undefined,
    onEvent: (event: SseEvent) => boolean | void,
  ): SseResult;
}
