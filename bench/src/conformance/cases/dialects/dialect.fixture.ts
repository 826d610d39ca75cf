import { systemClock } from '@evenkeel/toolkit';
import type { HintDefinition } from '@evenkeel/toolkit/providers';
import type { Check } from '../../check.ts';
import type { ClientSetup } from '../../contestant.ts';
import { endOf, settled, statusOf } from '../../tools.ts';
import type { Reply } from '../../upstream.ts';
import {
  comesWhenDue,
  imfFixdate,
  msToSecondAttempt,
  PATIENCE_MS,
  shortBackoff,
} from '../hints/second-attempt.fixture.ts';

/** How an API writes its hints, and what its answers mean. */
export type Dialect = Pick<ClientSetup, 'hints' | 'rules' | 'shouldRetry' | 'maxHintMs'>;

/** Checks that a call that got `answer` is made again, and not before `atLeastMs` are over. */
export async function waitsFor(check: Check, atLeastMs: number, answer: Reply, dialect: Dialect): Promise<void> {
  const gapMs = await msToSecondAttempt(check, answer, { retry: shortBackoff, ...dialect });
  check.between('milliseconds to the second attempt', gapMs, atLeastMs - 1, PATIENCE_MS);
}

/** Checks that a call that got `answer` is made again after its backoff, long before a second is over. */
export async function waitsForNothing(check: Check, answer: Reply, dialect: Dialect): Promise<void> {
  const gapMs = await msToSecondAttempt(check, answer, { retry: shortBackoff, ...dialect });
  check.between('milliseconds to the second attempt', gapMs, 19, 900);
}

/** Checks that a call that got `answer` ends with it, at once. */
export async function endsAtOnce(check: Check, answer: Exclude<Reply, number>, dialect: Dialect): Promise<void> {
  const upstream = await check.upstream([answer, 200]);
  const end = await endOf(check.client(upstream, { retry: shortBackoff, ...dialect }).call(), 900);
  check.that(end !== undefined, 'the call has not ended after 900 ms');
  if (end !== undefined) check.equal('status', statusOf(end), answer.status);
  check.equal('requests', upstream.arrivals.length, 1);
}

/** Checks that after `answer` no other call is sent for `pauseMs`. */
export async function pausesOthers(check: Check, pauseMs: number, answer: Reply, dialect: Dialect): Promise<void> {
  const upstream = await check.upstream([answer, 200]);
  const client = check.client(upstream, { retry: { ...shortBackoff, maxAttempts: 1 }, ...dialect });
  await settled(client.call());
  await endOf(client.call(), PATIENCE_MS);
  const [first, second] = upstream.arrivals;
  check.that(second !== undefined, `the other call was not sent within ${PATIENCE_MS} ms`);
  const gapMs = (second?.atMs ?? Number.NaN) - (first?.endMs ?? Number.NaN);
  check.between('milliseconds to the other call', gapMs, pauseMs - 1, PATIENCE_MS);
}

/** Checks that after `answer` another call is sent at once. */
export async function pausesNobody(check: Check, answer: Reply, dialect: Dialect): Promise<void> {
  const upstream = await check.upstream([answer, 200]);
  const client = check.client(upstream, { retry: { ...shortBackoff, maxAttempts: 1 }, ...dialect });
  await settled(client.call());
  const { tookMs } = await settled(client.call());
  check.between('milliseconds of the other call', tookMs, 0, 900);
}

/** Checks that headers from which nothing is to be learnt are not told as mistakes. */
export async function tellsNoMistake(
  check: Check,
  headers: Record<string, string>,
  hints: ClientSetup['hints'] & {},
): Promise<void> {
  const upstream = await check.upstream([{ headers }]);
  const client = check.client(upstream, { retry: shortBackoff, hints });
  await client.call();
  check.equal('hints that could not be read', check.requires(client.ignoredHints)(), []);
}

/** Checks that of two dates in one `Retry-After` the later one is waited for. */
export const waitsForADate = (check: Check): Promise<void> =>
  comesWhenDue(check, (untilMs) => ({ 'retry-after': `${imfFixdate(untilMs - 60_000)}, ${imfFixdate(untilMs)}` }), {
    hints: [{ header: 'retry-after', means: 'wait', format: 'retry-after' }],
  });

/** Checks that an instant that a reset tells is waited for, though the response's `Date` lies. */
export const waitsForAnInstant = (check: Check, date: string): Promise<void> =>
  comesWhenDue(check, (untilMs) => ({ 'x-reset': String(untilMs / 1_000), date }), {
    hints: [{ header: 'x-reset', means: 'reset', format: 'unix-s' }],
    // Where the response's date says nothing the client's own clock decides, which a wall clock drifts away from.
    now: () => systemClock.now(),
  });

/** Checks that a call that got `answer`, whatever its status, ends with an error, at once. */
export async function rejectsAtOnce(check: Check, answer: Reply, dialect: Dialect): Promise<void> {
  const upstream = await check.upstream([answer, 200]);
  const end = await endOf(check.client(upstream, { retry: shortBackoff, ...dialect }).call(), 900);
  check.that(end !== undefined && 'error' in end, 'the call has not ended with an error after 900 ms');
  check.equal('requests', upstream.arrivals.length, 1);
}

/** Checks that after `answer` no other call is sent for a second. */
export async function holdsBack(check: Check, answer: Reply, dialect: Dialect): Promise<void> {
  const upstream = await check.upstream([answer, 200]);
  const client = check.client(upstream, { retry: { ...shortBackoff, maxAttempts: 1 }, ...dialect });
  await settled(client.call());
  await endOf(client.call(), 1_000);
  check.equal('requests', upstream.arrivals.length, 1);
}

/** Checks that an instant that a hint tells in a format is waited for. */
export const waitsForA = (
  check: Check,
  format: HintDefinition['format'],
  write: (untilMs: number) => string,
): Promise<void> =>
  comesWhenDue(check, (untilMs) => ({ 'x-reset': write(untilMs) }), {
    hints: [{ header: 'x-reset', means: 'reset', format }],
  });

/** Checks that a request says whose it is as the API wants it. */
export async function authenticates(
  check: Check,
  authentication: ClientSetup['authentication'],
  expected: Readonly<Record<string, string | null>>,
): Promise<void> {
  const upstream = await check.upstream([200]);
  const setup = authentication === undefined ? {} : { authentication };
  await check.client(upstream, { retry: shortBackoff, ...setup }).call();
  for (const [name, value] of Object.entries(expected)) {
    check.equal(`the header ${name}`, upstream.arrivals[0]?.headers[name] ?? null, value);
  }
}

/** Checks that a caller sees the headers of an answer. */
export async function tellsHeaders(check: Check): Promise<void> {
  const upstream = await check.upstream([{ headers: { 'x-ratelimit-remaining': '7' } }]);
  const { headers } = await check.client(upstream, { retry: shortBackoff }).call();
  check.equal('the header x-ratelimit-remaining', headers?.['x-ratelimit-remaining'] ?? null, '7');
}

/** Checks that the error of a refused call names the request. */
export async function tellsTheRequest(check: Check): Promise<void> {
  const upstream = await check.upstream([{ status: 400, headers: { 'x-request-id': 'req_1' } }]);
  const end = await settled(check.client(upstream, { retry: shortBackoff }).call());
  const told = 'error' in end ? (end.error as { requestId?: unknown }).requestId : undefined;
  check.equal('the id of the request', told ?? null, 'req_1');
}
