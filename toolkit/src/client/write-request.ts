import type { RequestBody } from '../contract/operation.ts';
import { EvenkeelError, OptionError } from '../errors/errors.ts';
import { attemptHeader } from '../http/attempt-headers.ts';
import type { BodyPieces, Transport, TransportRequest, TransportResponse } from '../http/transport.ts';
import type { Credentials, KeySource } from './key-source.ts';

const parameter = /\{(\+?)(\w+)\}/g;

/**
 * A path with its parameters filled in: `{name}` by one segment, `{+name}` by any number of them (RFC 6570, 3.2.3).
 *
 * @throws OptionError for a parameter that is missing, empty, or would leave its place in the path
 */
export function fillPath(path: string, params: Readonly<Record<string, string>> = {}): string {
  return path.replaceAll(parameter, (_whole, many: string, name: string) => {
    const value = params[name];
    if (many === '') return fill(value, path, name, value);
    const segments = value?.replace(/^\//, '').split('/') ?? [''];
    // A slash at the end is one of the path's own.
    const end = segments.length > 1 && segments.at(-1) === '' ? segments.splice(-1) : [];
    return [...segments.map((segment) => fill(segment, path, name, value)), ...end].join('/');
  });
}

function fill(segment: string | undefined, path: string, name: string, value: string | undefined): string {
  // The URL would resolve a dot segment, and so reach another route.
  if (segment === undefined || segment === '' || segment === '.' || segment === '..') {
    throw new OptionError(name, `${path} needs it: give a name.`, value);
  }
  try {
    return encodeURIComponent(segment);
  } catch {
    // Half of a surrogate pair cannot be written into a URL.
    throw new OptionError(name, 'give text that is well-formed Unicode.', value);
  }
}

/** A call's body, as it is sent. */
interface WrittenBody {
  /** Undefined for a body of which a part, such as a boundary, is not known before it is written. */
  contentType: string | undefined;
  /** Makes the body for an attempt. */
  make: () => TransportRequest['body'];
  /** Whether it can be made once only. */
  once: boolean;
  /** Whether it comes in pieces, so that its length is not known. */
  isStreamed?: true;
}

/** What a call can send, by what its operation sends. */
export interface SentPayload {
  none: undefined;
  json: unknown;
  text: string;
  bytes: Uint8Array | ArrayBuffer;
  form: URLSearchParams | Readonly<Record<string, unknown>>;
  multipart: FormData;
  /** A function makes the pieces anew for each attempt; pieces by themselves can be sent once, so such a call has one. */
  stream: BodyPieces | (() => BodyPieces);
}

const nothing: WrittenBody = { contentType: undefined, make: () => undefined, once: false };

/**
 * Writes a payload, or a promise of it where that takes a while.
 *
 * @throws EvenkeelError `EVK_PAYLOAD_INVALID` for a payload that cannot be written so
 */
function writeBody(kind: RequestBody, payload: unknown): WrittenBody | Promise<WrittenBody> {
  switch (kind) {
    case 'none':
      return nothing;
    case 'json':
      return whole('application/json', json(payload ?? {}));
    case 'text':
      if (typeof payload === 'string') return whole('text/plain;charset=UTF-8', payload);
      break;
    case 'bytes':
      if (payload instanceof Uint8Array) return whole('application/octet-stream', payload);
      if (payload instanceof ArrayBuffer) return whole('application/octet-stream', new Uint8Array(payload));
      break;
    case 'form':
      if (payload instanceof URLSearchParams) return whole(FORM, payload.toString());
      if (isPlain(payload)) return whole(FORM, formText(payload));
      break;
    case 'multipart':
      if (payload instanceof FormData) return multipart(payload);
      break;
    case 'stream':
      if (typeof payload === 'function') return { ...pieces(madeBy(payload as () => BodyPieces)), once: false };
      if (isIterable(payload)) return { ...pieces(() => payload), once: true };
      break;
  }
  throw invalid(kind, payload);
}

const FORM = 'application/x-www-form-urlencoded';

const whole = (contentType: string, body: string | Uint8Array): WrittenBody => ({
  contentType,
  make: () => body,
  once: false,
});

const pieces = (make: () => BodyPieces): Omit<WrittenBody, 'once'> => ({
  contentType: 'application/octet-stream',
  make,
  isStreamed: true,
});

const isIterable = (payload: unknown): payload is BodyPieces =>
  typeof payload === 'object' && payload !== null && Symbol.asyncIterator in payload;

/** What a payload's function throws is no failure of the connection. */
const madeBy = (make: () => BodyPieces) => (): BodyPieces => {
  try {
    return make();
  } catch (cause) {
    throw new EvenkeelError('EVK_PAYLOAD_INVALID', 'The function that makes the payload threw.', {
      cause,
      advice: 'Mend it; its error is the cause.',
    });
  }
};

function json(payload: unknown): string {
  let cause: unknown;
  try {
    const text: string | undefined = JSON.stringify(payload);
    if (text !== undefined) return text;
  } catch (error) {
    cause = error;
  }
  throw new EvenkeelError('EVK_PAYLOAD_INVALID', `A payload of type ${typeof payload} was not sent.`, {
    cause,
    advice: 'It cannot be written as JSON; mend it.',
  });
}

const isPlain = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && [Object.prototype, null].includes(Object.getPrototypeOf(value));

/** Nested fields are written with brackets, as `a[b]=1&list[0]=x`, and values as JSON has them: dates, say. */
function formText(payload: object): string {
  const text = new URLSearchParams();
  const add = (name: string, value: unknown): void => {
    if (value === undefined || value === null) return;
    if (typeof value !== 'object') text.append(name, String(value));
    else for (const [field, inner] of Object.entries(value)) add(`${name}[${field}]`, inner);
  };
  for (const [name, value] of Object.entries(JSON.parse(json(payload)))) add(name, value);
  return text.toString();
}

/** The runtime writes it, with a boundary that is in none of its parts. */
async function multipart(form: FormData): Promise<WrittenBody> {
  const written = new Response(form);
  const contentType = written.headers.get('content-type') ?? 'multipart/form-data';
  return whole(contentType, new Uint8Array(await written.arrayBuffer()));
}

function invalid(kind: RequestBody, payload: unknown): EvenkeelError {
  const wanted: Partial<Record<RequestBody, string>> = {
    text: 'text',
    bytes: 'a Uint8Array or an ArrayBuffer',
    form: 'an object or URLSearchParams',
    multipart: 'FormData',
    stream: 'an async iterable, or a function that makes one',
  };
  const advice = `This operation sends ${kind}: give ${wanted[kind]}.`;
  return new EvenkeelError('EVK_PAYLOAD_INVALID', `A payload of type ${typeof payload} was not sent.`, { advice });
}

/** A payload that has its fields at hand; one that was written before is read. */
export function jsonOf(payload: unknown): unknown {
  if (typeof payload !== 'string') return payload;
  try {
    return JSON.parse(payload);
  } catch {
    return undefined;
  }
}

/** A call's body on its way to be written. */
export interface Writing {
  once: boolean;
  /** Call it when it is written. */
  body: () => WrittenBody;
  /** What has to be waited for, or is thrown, before the call can be sent; undefined for nothing. */
  pending: (() => Promise<void>) | undefined;
}

/** A payload that cannot be written ends its call, and throws nothing here. */
export function bodyOf(sends: RequestBody, payload: unknown): Writing {
  let body: WrittenBody | undefined;
  const ready = (): WrittenBody => body as WrittenBody;
  try {
    const result = writeBody(sends, payload);
    if (!(result instanceof Promise)) {
      body = result;
      return { once: result.once, body: ready, pending: undefined };
    }
    const pending = async (): Promise<void> => {
      body = await result;
    };
    return { once: false, body: ready, pending };
  } catch (error) {
    return { once: false, body: ready, pending: () => Promise.reject(error) };
  }
}

/** A request whose body is on its way to be written. */
export interface WrittenRequest {
  method: string;
  url: string;
  /** Headers that those of the key, and `headers`, replace. */
  extra: TransportRequest['headers'] | undefined;
  headers: TransportRequest['headers'];
  writing: Writing;
}

const UNAUTHORIZED = 401;

/** Sends a call's attempts with the key of the time; where the API refuses that, once more with another. */
export function sender(
  { method, url, extra, headers, writing }: WrittenRequest,
  keys: Pick<KeySource, 'current' | 'insteadOf'>,
  transport: Pick<Transport, 'send'>,
): (attempt: number, signal: AbortSignal) => Promise<TransportResponse> {
  const send: Transport['send'] = /* seam: sends-a-request */ (request) => transport.send(request);
  return async (attempt, signal) => {
    const { contentType, make } = writing.body();
    const first = contentType === undefined ? extra : { 'content-type': contentType, ...extra };
    const sendWith = (credentials: Credentials): Promise<TransportResponse> => {
      const all = { ...first, ...credentials.headers, ...headers, [attemptHeader]: String(attempt) };
      return send({ method, url, headers: all, body: make(), signal });
    };
    const used = keys.current as Credentials;
    const response = await sendWith(used);
    if (response.status !== UNAUTHORIZED || writing.once) return response;
    // A refused request has done nothing, so it may be sent with another key.
    const next = await keys.insteadOf(used, signal);
    return next === undefined ? response : sendWith(next);
  };
}
