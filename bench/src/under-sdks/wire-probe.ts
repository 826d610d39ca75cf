import { subscribe, unsubscribe } from 'node:diagnostics_channel';

/** When a request was handed to the network, for the upstream's journal. */
export const SENT_AT = 'x-sent-at';
/** Which request of the journal an answer is of. */
export const ANSWER_OF = 'x-answer-of';

const stamp = (): string => String(performance.now());

type Listener = (message: unknown) => void;

/**
 * Sees below every client of this process, by what Node.js itself tells of its network, when a request leaves and when
 * the head of an answer is there: an upstream alone cannot know what its client knew when it sent. It changes nothing but
 * one header.
 *
 * @param onHead hears which request of the journal was answered, and when its client had the head
 * @returns call it to see no more
 */
export function probeWire(onHead: (id: number, atMs: number) => void): () => void {
  const heard = (id: unknown): void => {
    if (id !== undefined) onHead(Number(id), performance.now());
  };
  const listeners: Readonly<Record<string, Listener>> = {
    // `fetch`, and undici as a package.
    'undici:request:create': (message) => {
      const { request } = message as { request: { addHeader(name: string, value: string): void } };
      request.addHeader(SENT_AT, stamp());
    },
    'undici:request:headers': (message) => {
      const { headers } = (message as { response: { headers: readonly unknown[] } }).response;
      const at = headers.findIndex((each, index) => index % 2 === 0 && String(each).toLowerCase() === ANSWER_OF);
      heard(at === -1 ? undefined : String(headers[at + 1]));
    },
    // `node:http`.
    'http.client.request.created': (message) => {
      const { request } = message as { request: { setHeader(name: string, value: string): void } };
      request.setHeader(SENT_AT, stamp());
    },
    'http.client.response.finish': (message) => {
      heard((message as { response: { headers: Record<string, unknown> } }).response.headers[ANSWER_OF]);
    },
  };
  for (const [channel, listener] of Object.entries(listeners)) subscribe(channel, listener);
  return () => {
    for (const [channel, listener] of Object.entries(listeners)) unsubscribe(channel, listener);
  };
}
