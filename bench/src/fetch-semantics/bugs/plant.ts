import type { Fetch, FetchInit, FetchInput } from '../fetch.ts';

/** A bug that somebody who wraps `fetch` may well make. */
export interface FetchBug {
  /** What it does, as a sentence without its subject. */
  does: string;
  plant(fetch: Fetch): Fetch;
}

export type FetchBugs = Readonly<Record<string, FetchBug>>;

type Arguments = [FetchInput, FetchInit?];

/** Changes what is given to `fetch`, at once. */
export const onCall =
  (change: (input: FetchInput, init: FetchInit) => Arguments): FetchBug['plant'] =>
  (fetch) =>
  async (input, init) =>
    fetch(...change(input, init ?? {}));

/** Changes the headers: of the init where it has some, else of the Request, else none. */
export const onHeaders = (change: (headers: Headers) => void): FetchBug['plant'] =>
  onCall((input, init) => {
    const given = init.headers ?? (input instanceof Request ? input.headers : undefined);
    const headers = new Headers(given);
    change(headers);
    return [input, { ...init, headers }];
  });

/** Changes the body that is given beside the URL. */
export const onBody = (change: (body: NonNullable<FetchInit['body']>) => FetchInit['body'] | undefined) =>
  onCall((input, init) => {
    if (init.body === undefined || init.body === null) return [input, init];
    return [input, { ...init, body: change(init.body) ?? null }];
  });

/** Changes the method that is given beside the URL. */
export const onMethod = (change: (method: string) => string): FetchBug['plant'] =>
  onCall((input, init) => [input, init.method === undefined ? init : { ...init, method: change(init.method) }]);

/** Changes what `fetch` gives. */
export const onResponse =
  (
    change: (response: Response, input: FetchInput, init: FetchInit) => Response | Promise<Response>,
  ): FetchBug['plant'] =>
  (fetch) =>
  async (input, init) =>
    change(await fetch(input, init), input, init ?? {});

/** Changes a response's body, and keeps all else that a caller reads of it. */
export function withBody(response: Response, change: (body: ReadableStream<Uint8Array>) => ReadableStream): Response {
  if (response.body === null) return response;
  return like(response, new Response(change(response.body as ReadableStream<Uint8Array>), response));
}

/** Makes one response say of itself what another does. */
export function like(original: Response, response: Response): Response {
  const { url, redirected, type } = original;
  return overridden(response, { url, redirected, type });
}

/** An object some of whose properties are others. */
export function overridden<T extends object>(object: T, properties: Record<string, unknown>): T {
  for (const [name, value] of Object.entries(properties)) Object.defineProperty(object, name, { value });
  return object;
}

export const urlOf = (input: FetchInput): string => (input instanceof Request ? input.url : String(input));

export const signalOf = (input: FetchInput, init: FetchInit): AbortSignal | null =>
  init.signal ?? (init.signal === undefined && input instanceof Request ? input.signal : null);
