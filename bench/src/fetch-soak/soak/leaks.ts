import { createFetch, type FetchOptions, type SteadyFetch } from '@evenkeel/toolkit/fetch';

type Make = (options: FetchOptions) => SteadyFetch;

/** Does something more with each call. */
const beside =
  (also: (signal: AbortSignal | undefined, response: Promise<Response>) => void): Make =>
  (options) => {
    const steady = createFetch(options);
    const leaking = (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
      const response = steady(input, init);
      also(init?.signal ?? undefined, response);
      return response;
    };
    return Object.assign(leaking, { with: steady.with });
  };

const kept: unknown[] = [];
const forget = (): void => {};

/** Leaks such as a fetch may have, each of which a soak must see. */
export const fetchLeaks = {
  'forgets no account': (options) => createFetch({ ...options, maxAccounts: 1_000_000_000 }),
  'keeps each answer': beside((_signal, response) => {
    response.then(({ headers }) => kept.push(new Map(headers)), forget);
  }),
  'goes on listening': beside((signal) => signal?.addEventListener('abort', () => kept.push(signal.reason))),
  'leaves timers': beside(() => {
    setTimeout(forget, 600_000).unref();
  }),
} satisfies Record<string, Make>;

export type LeakName = keyof typeof fetchLeaks;

export const leakNames = Object.keys(fetchLeaks) as LeakName[];
