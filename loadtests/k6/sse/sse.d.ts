/** Server-sent events for k6, built in by loadtests/k6/main.go. Scenarios import it by way of src/k6/script/sse.ts. */
declare module 'k6/x/sse' {
  /** What `http.url` makes, whose type k6 does not export. */
  type HttpURL = ReturnType<typeof import('k6/http').url>;

  /** An event, read as browsers read it. */
  export interface SseEvent {
    /** The last id that the server gave, which may be that of an earlier event; '' for none. */
    id: string;
    /** Its name; 'message' for none. */
    event: string;
    /** Lines are joined by LF. */
    data: string;
    /** Milliseconds since the request was sent, connecting left out, as k6 counts `http_req_duration`. */
    atMs: number;
  }

  export interface SseParams {
    /** Default POST where there is a body, else GET. */
    method?: string | undefined;
    /** JSON wants its `Content-Type` among the headers. */
    body?: string | null | undefined;
    headers?: Record<string, string> | undefined;
    /** Put on all metrics of the request; `name` groups URLs, as in k6/http. */
    tags?: Record<string, string | number | boolean> | undefined;
    /** For the whole stream, in milliseconds. Default 60,000. */
    timeoutMs?: number | undefined;
    /** Answers that do not count as failed, beside 200 to 399. Default none. */
    expectedStatuses?: readonly number[] | undefined;
  }

  /**
   * How a request ended: `complete` by the server, `closed` by the listener, `timeout`, `failed` on the way,
   * `no-stream` where the answer has another status than 200 or another type than text/event-stream.
   */
  export type SseEnd = 'complete' | 'closed' | 'timeout' | 'failed' | 'no-stream';

  export interface SseResult {
    /** 0 where there was no answer. That of a stream is there even if it was cut off later. */
    status: number;
    /** By their canonical names, such as `Retry-After`. */
    headers: Record<string, string>;
    /** Of an answer that is no event stream, up to 1 MiB; else ''. */
    body: string;
    /** How many the listener was given. */
    events: number;
    /** From sending the request to the end of its stream: its `http_req_duration`. */
    durationMs: number;
    end: SseEnd;
    /** What went wrong on the way, in k6's words; '' for nothing. */
    error: string;
    /** k6's number for it, such as 1050 for a time-out, and 1000 + status for a status from 400 on; 0 for nothing. */
    errorCode: number;
    /** When the server wants to be called again after the stream's end; null where it did not say. */
    retryMs: number | null;
  }

  /**
   * Sends a request, and calls the listener with each event as it comes. It blocks the virtual user until the stream
   * has ended, timed out, or the listener has returned false; nothing is read while the listener works. What the
   * listener throws closes the stream and comes out here.
   *
   * k6 counts it as any request, with `http_req_duration` to the end of the stream and `http_req_waiting` to its
   * beginning. `sse_events` (a Counter) and `sse_time_to_first_event` (a Trend) come in addition.
   * @throws TypeError for a wrong argument, naming it
   */
  export function open(
    url: string | HttpURL,
    params: SseParams | null | undefined,
    onEvent: (event: SseEvent) => boolean | void,
  ): SseResult;
}
