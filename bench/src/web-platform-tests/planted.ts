import type { PlatformFetch } from './platform-fetch.ts';

/** A wrapper with a bug, which must be seen in the folder that it concerns. */
export interface PlantedFetch {
  /** What it does, as a sentence without its subject. */
  does: string;
  folder: string;
  open(plain: PlatformFetch): PlatformFetch;
}

export const plantedFetches: Readonly<Record<string, PlantedFetch>> = {
  'drops-the-signal': {
    does: 'does not pass the signal on',
    folder: 'fetch/api/abort/',
    open: (plain) => (input, init) => plain(input, { ...init, signal: null }),
  },
  'reads-bodies-first': {
    does: 'gives a new Response when all of the body is there',
    folder: 'fetch/api/basic/',
    open: (plain) => async (input, init) => {
      const response = await plain(input, init);
      return new Response(response.body === null ? null : await response.arrayBuffer(), response);
    },
  },
  'always-follows': {
    does: 'does not pass on how redirects are to be taken',
    folder: 'fetch/api/redirect/',
    open: (plain) => (input, init) => plain(input, { ...init, redirect: 'follow' }),
  },
  'wraps-errors': {
    does: 'throws an error of its own, with the cause',
    folder: 'fetch/api/basic/',
    open: (plain) => (input, init) =>
      plain(input, init).catch((cause: unknown) => {
        throw new Error('It failed.', { cause });
      }),
  },
  'sends-twice': {
    does: 'sends each request twice, to be sure',
    folder: 'fetch/api/basic/',
    open: (plain) => async (input, init) => {
      if (typeof input === 'string' && init === undefined) await (await plain(input)).body?.cancel();
      return plain(input, init);
    },
  },
};
