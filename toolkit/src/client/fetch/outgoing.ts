import type { FetchCallOptions } from './fetch-options.ts';
import { takeSaid } from './said-by-headers.ts';

/** What a call to fetch is to send. */
export interface Outgoing {
  readonly url: URL;
  readonly method: string;
  /** Without those that are meant for us. */
  readonly headers: Headers;
  /** Undefined where it is that of a Request. */
  readonly body: unknown;
  readonly signal: AbortSignal | undefined;
  /** What its headers said of the call. */
  readonly said: FetchCallOptions | undefined;
  /** Whether it can be sent once only, since its body comes in pieces that nobody keeps. */
  readonly once: boolean;
  /** Whether a repeat has no effect of its own, by its method or since it bears a key. */
  readonly idempotent: boolean;
  /** Whether the platform takes it at all: else fetch has thrown for what the caller gave. */
  isValid(): boolean;
  /**
   * What the next attempt hands to fetch: the first one just what the caller gave, but for headers that are meant for us.
   *
   * @param mayRepeat whether another attempt may follow
   */
  next(mayRepeat: boolean): [input: string | URL | Request, init?: RequestInit];
}

const unsafe: readonly string[] = ['POST', 'PATCH'];
const bodiless: readonly string[] = ['GET', 'HEAD'];
/** What fetch reads without using it up. */
const kept = /^\[object (?:String|Blob|File|FormData|URLSearchParams|DataView|\w*Array(?:Buffer)?)\]$/;

/** @returns undefined for what the platform's fetch refuses, or what goes over no network: that is none of ours */
export function readOutgoing(input: unknown, init: RequestInit | undefined): Outgoing | undefined {
  const request = isRequest(input) ? input : undefined;
  const url = urlOf(request?.url ?? String(input));
  if (url === undefined) return undefined;
  const given = init?.headers ?? request?.headers;
  const headers = copied(given);
  if (headers === undefined) return undefined;
  const said = takeSaid(headers);
  const method = String(init?.method ?? request?.method ?? 'GET').toUpperCase();
  const body: unknown = init?.body;
  const signal = init?.signal === undefined ? request?.signal : init.signal;
  if (signal && !('addEventListener' in signal)) return undefined;
  // What can be read once was read now.
  const sent = said !== undefined || isUsedUp(given) ? { ...init, headers } : init;
  let spare = body === undefined || body === null ? request : undefined;
  return {
    ...{ url, method, headers, body, said },
    signal: signal ?? undefined,
    // A body that such a method must not have is refused each time.
    once: request?.bodyUsed || (Boolean(body) && (bodiless.includes(method) || !kept.test(tagOf(body)))),
    idempotent: !unsafe.includes(method) || headers.has('idempotency-key') || headers.has('x-idempotency-key'),
    isValid: () => {
      try {
        return Boolean(new Request(url, { ...init, body: null, signal: null }));
      } catch {
        return false;
      }
    },
    next: (mayRepeat) => {
      const now = spare ?? (input as string | URL | Request);
      if (mayRepeat && spare?.body && !spare.bodyUsed) spare = spare.clone();
      return sent === undefined ? [now] : [now, sent];
    },
  };
}

const tagOf = (value: unknown): string => Object.prototype.toString.call(value);

/** Also one of another realm, or of a package that has its own. */
const isRequest = (input: unknown): input is Request =>
  typeof input === 'object' && input !== null && !(input instanceof URL) && 'url' in input && 'headers' in input;

function urlOf(text: string): URL | undefined {
  try {
    const url = new URL(text, (globalThis as { location?: { href: string } }).location?.href);
    return /^https?:$/.test(url.protocol) && url.username + url.password === '' ? url : undefined;
  } catch {
    return undefined;
  }
}

function copied(headers: RequestInit['headers']): Headers | undefined {
  try {
    return new Headers(headers);
  } catch {
    return undefined;
  }
}

const isUsedUp = (headers: unknown): boolean =>
  typeof headers === 'object' &&
  headers !== null &&
  'next' in headers &&
  Symbol.iterator in headers &&
  !(headers instanceof Headers);
