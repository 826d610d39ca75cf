import type { Random } from '@evenkeel/toolkit';

/** What an origin is like. Most are mixed: of each kind of trouble they have a little. */
export type OriginKind = 'mixed' | 'tells its limit' | 'tells nothing' | 'fails';

/** By the number of an origin. */
export const kindOf = (origin: number): OriginKind =>
  (['tells its limit', 'tells nothing', 'fails'] as const)[origin % 10] ?? 'mixed';

/** What a request is answered with. */
export interface SoakAnswer {
  status: number;
  headers?: Readonly<Record<string, string>>;
  /** In so many pieces the body comes, a turn of the event loop between them. Default 1. */
  pieces?: number;
  /** Whether the connection is reset in place of an answer. */
  cut?: true;
}

/** An origin that limits admits so many of a credential in a window, which begins with its first request. */
export const WINDOW = { amount: 15, ms: 400 };

const shortWait = (random: Random) => ({ 'retry-after-ms': String(20 + Math.floor(random() * 40)) });

/** Of each share of the requests, counted from 0, what a mixed origin answers. */
const shares: readonly (readonly [upTo: number, answer: (random: Random, path: string) => SoakAnswer])[] = [
  // Few: where they are no limit's, an account takes them for one's.
  [0.005, (random) => ({ status: 429, headers: shortWait(random) })],
  [0.03, (random) => ({ status: 503, headers: shortWait(random) })],
  [0.05, () => ({ status: 503 })],
  [0.06, () => ({ status: 200, cut: true })],
  [0.08, () => ({ status: 200, pieces: 3 })],
  [0.09, (_random, path) => (path === '/items' ? { status: 302, headers: { location: '/there' } } : { status: 200 })],
  [0.1, () => ({ status: 404 })],
  [1, () => ({ status: 200 })],
];

export function mixedAnswer(random: Random, path: string): SoakAnswer {
  const draw = random();
  const [, answer] = shares.find(([upTo]) => draw < upTo) ?? [1, () => ({ status: 200 })];
  return answer(random, path);
}

/** @param used how many of its credential came in this window, this one included */
export function limitedAnswer(used: number, endsInMs: number, tells: boolean): SoakAnswer {
  const status = used <= WINDOW.amount ? 200 : 429;
  if (!tells) return { status };
  return {
    status,
    headers: {
      'x-ratelimit-limit': String(WINDOW.amount),
      'x-ratelimit-remaining': String(Math.max(0, WINDOW.amount - used)),
      'x-ratelimit-reset': String(endsInMs / 1_000),
    },
  };
}
