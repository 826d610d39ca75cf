import type { ResponseBody } from '../contract/operation.ts';
import type { ReceivedResponse } from '../http/received-response.ts';

/** What is there when a call ends. */
type WholeBody = Exclude<ResponseBody, 'stream' | 'events'>;

/** What an API has answered. */
export interface ApiAnswer<B = unknown> {
  status: number;
  /** By their names in lower case. */
  headers: Readonly<Record<string, string>>;
  /** By which the API's own people find the request. */
  requestId: string | undefined;
  /**
   * By what the operation returns: a JSON value (undefined of an empty body), text, bytes (`Uint8Array`), nothing (undefined), or the bytes as they
   * come (`AsyncIterable<Uint8Array>`), of an event stream, too: see eventsIn. What comes must be read to its end, or
   * left: until then the call lasts, and holds its slot.
   */
  body: B;
}

/** All of a response, with its body as the operation returns it. */
export const readAnswer = (returns: WholeBody, response: ReceivedResponse): ApiAnswer => ({
  status: response.status,
  headers: /* seam: headers-of-an-answer */ response.headers(),
  requestId: response.requestId,
  body: readBody(returns, response),
});

/** Reads a response's body as the operation returns it. */
function readBody(returns: WholeBody, response: ReceivedResponse): unknown {
  switch (returns) {
    case 'none':
      return undefined;
    case 'json':
      // A 204 or a 205 has none.
      return response.text === '' ? undefined : response.parsed();
    case 'text':
      return response.text;
    case 'bytes':
      return response.bytes();
  }
}
