import http from 'k6/http';
import { callTimeoutMs } from '../../shared/call-timeout.ts';
import { headersOf, type Request } from './post.ts';
import { contract, run } from './run.ts';
import { sse } from './sse.ts';

export interface StreamEvent {
  event: string;
  data: string;
  /** Milliseconds since the request was sent; undefined where this k6 cannot stream. */
  atMs?: number;
}

/**
 * Posts a request and calls `onEvent` for each event as it comes; in a k6 that
 * cannot stream, for all of them at the end.
 */
export function openStream(request: Request, onEvent: (event: StreamEvent) => void): { status: number } {
  const url = `${run.target}${request.path}`;
  const body = JSON.stringify(request.body);
  const headers = headersOf(request.id);
  const tags = { name: request.path, operation: request.operation };
  const timeoutMs = callTimeoutMs(contract, request.operation);
  if (sse !== undefined) return sse.open(url, { method: 'POST', body, headers, tags, timeoutMs }, onEvent);
  const response = http.post(url, body, { headers, tags, timeout: timeoutMs, responseType: 'text' });
  for (const event of eventsIn(response.status === 200 ? response.body : '')) onEvent(event);
  return { status: response.status };
}

/** Reads events as the gateway writes them: each has a name and one line of data. */
function eventsIn(text: string | null): StreamEvent[] {
  return [...(text ?? '').matchAll(/^event: (.*)\ndata: (.*)\n\n/gm)].map(([, event = '', data = '']) => ({
    event,
    data,
  }));
}
