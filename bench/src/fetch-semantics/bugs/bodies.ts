import { type FetchBugs, onBody, onCall, onHeaders } from './plant.ts';

const MOST_BYTES = 65_536;

/** Of what becomes of a request's body. */
export const bodyBugs = {
  'writes text as latin1': {
    does: 'encodes a text byte by byte',
    plant: onCall((input, init) => {
      if (typeof init.body !== 'string') return [input, init];
      const headers = new Headers(init.headers);
      if (!headers.has('content-type')) headers.set('content-type', 'text/plain;charset=UTF-8');
      return [input, { ...init, headers, body: Buffer.from(init.body, 'latin1') }];
    }),
  },
  'calls every text JSON': {
    does: 'sets the content type of a text to application/json',
    plant: onCall((input, init) => {
      if (typeof init.body !== 'string') return [input, init];
      const headers = new Headers(init.headers);
      headers.set('content-type', 'application/json');
      return [input, { ...init, headers }];
    }),
  },
  'drops an empty body': { does: 'takes an empty text for no body', plant: onBody((body) => body || undefined) },
  'sends parameters as text': {
    does: 'makes a text of URLSearchParams',
    plant: onBody((body) => (body instanceof URLSearchParams ? String(body) : body)),
  },
  'sends forms as parameters': {
    does: 'makes URLSearchParams of FormData',
    plant: onBody((body) =>
      body instanceof FormData
        ? new URLSearchParams([...body].map(([name, value]): [string, string] => [name, String(value)]))
        : body,
    ),
  },
  'loses file names': {
    does: 'copies a form, and its files as Blobs',
    plant: onBody((body) => {
      if (!(body instanceof FormData)) return body;
      const copy = new FormData();
      for (const [name, value] of body) {
        if (typeof value === 'string') copy.append(name, value);
        else copy.append(name, new Blob([value], { type: value.type }));
      }
      return copy;
    }),
  },
  'loses the type of a Blob': {
    does: 'copies a Blob without its type',
    plant: onBody((body) => (body instanceof Blob ? new Blob([body]) : body)),
  },
  'names octets': {
    does: 'calls what has no content type application/octet-stream',
    plant: onCall((input, init) => {
      const headers = new Headers(init.headers);
      if (!init.body || typeof init.body === 'string' || headers.has('content-type')) return [input, init];
      headers.set('content-type', 'application/octet-stream');
      return [input, { ...init, headers }];
    }),
  },
  'reads bytes as text': {
    does: 'decodes bytes before it sends them',
    plant: onBody((body) =>
      body instanceof ArrayBuffer || ArrayBuffer.isView(body)
        ? new TextEncoder().encode(new TextDecoder().decode(body))
        : body,
    ),
  },
  'sends the buffer of a view': {
    does: 'sends all of the buffer that a typed array shows a part of',
    plant: onBody((body) => (ArrayBuffer.isView(body) ? (body.buffer as ArrayBuffer) : body)),
  },
  'cuts uploads': {
    does: 'sends 64 kB of a text at most',
    plant: onBody((body) => (typeof body === 'string' ? body.slice(0, MOST_BYTES) : body)),
  },
  'writes objects as JSON': {
    does: 'sends what is no body as JSON',
    plant: onBody((body) => (Object.getPrototypeOf(body) === Object.prototype ? JSON.stringify(body) : body)),
  },
  'knows only streams and text': {
    does: 'makes a text of any other object',
    plant: onBody((body) => (body instanceof ReadableStream ? body : String(body))),
  },
  'posts an empty object': {
    does: 'gives a POST without a body one',
    plant: onCall((input, init) => [input, init.method === 'POST' ? { ...init, body: init.body ?? '{}' } : init]),
  },
  'reads its arguments late': {
    does: 'waits before it looks at what it was given',
    plant: (fetch) => async (input, init) => {
      await new Promise((resolve) => setImmediate(resolve));
      return fetch(input, init);
    },
  },
  'takes a length away': {
    does: 'drops the content length that the caller tells',
    plant: onHeaders((headers) => headers.delete('content-length')),
  },
} satisfies FetchBugs;
