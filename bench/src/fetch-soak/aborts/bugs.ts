import { createFetch, type SteadyFetch } from '@evenkeel/toolkit/fetch';
import type { MakeFetch } from './stage.ts';

type Sends = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/** The signal that counts for a call. */
const signalIn = (input: string | URL | Request, init: RequestInit = {}): AbortSignal | undefined =>
  (init.signal === undefined && input instanceof Request ? input.signal : init.signal) ?? undefined;

/** Puts something around a fetch. */
const around =
  (wrap: (steady: Sends, ...made: Parameters<MakeFetch>) => Sends, make: MakeFetch = createFetch): MakeFetch =>
  (options) => {
    const steady = make(options);
    return Object.assign(wrap(steady, options), { with: steady.with }) satisfies SteadyFetch;
  };

const LATE_MS = 200;

/** Bugs such as a fetch may have, each of which some points must see. */
export const earlyEndBugs = {
  'has another reason': around((steady) => async (...given) => {
    try {
      return await steady(...given);
    } catch (error) {
      throw signalIn(...given)?.aborted ? new Error('aborted') : error;
    }
  }),
  'ends late': around((steady) => async (...given) => {
    try {
      return await steady(...given);
    } catch (error) {
      if (signalIn(...given)?.aborted) await new Promise((resolve) => setTimeout(resolve, LATE_MS));
      throw error;
    }
  }),
  'drops the signal': around((steady) => (input, init) => steady(input, { ...init, signal: null })),
  'sends once more': around((steady, { fetch: send = fetch }) => (input, init) => {
    const again = (): void => {
      send(input instanceof Request ? input.url : input).then(
        (response) => response.text(),
        () => {},
      );
    };
    const signal = signalIn(input, init);
    if (signal?.aborted) again();
    else signal?.addEventListener('abort', again, { once: true });
    return steady(input, init);
  }),
  'keeps what it took': around(
    (steady) => (input, init) => {
      const aborted = Promise.withResolvers<never>();
      const signal = signalIn(input, init);
      if (signal?.aborted) aborted.reject(signal.reason);
      else signal?.addEventListener('abort', () => aborted.reject(signal.reason), { once: true });
      return Promise.race([steady(input, init), aborted.promise]);
    },
    ({ fetch: send = fetch, ...options }) =>
      createFetch({
        ...options,
        fetch: (input, init) =>
          send(input, init).catch((error) => {
            // It never hears how the attempt has ended.
            if (signalIn(input, init)?.aborted) return new Promise<never>(() => {});
            throw error;
          }),
      }),
  ),
  'goes on listening': around((steady) => (input, init) => {
    signalIn(input, init)?.addEventListener('abort', () => {});
    return steady(input, init);
  }),
  'leaves a timer': around((steady, { clock }) => (input, init) => {
    clock?.setTimeout(() => {}, 3_600_000);
    return steady(input, init);
  }),
  'forgets the signal at the headers': around((steady) => async (input, init) => {
    const signal = signalIn(input, init);
    if (signal === undefined || signal.aborted) return steady(input, init);
    const own = new AbortController();
    const abort = (): void => own.abort(signal.reason);
    signal.addEventListener('abort', abort);
    try {
      return await steady(input, { ...init, signal: own.signal });
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }),
} satisfies Record<string, MakeFetch>;

export type EarlyEndBug = keyof typeof earlyEndBugs;
