import type { Case } from './case.ts';
import { Broken, Check, NotApplicable } from './check.ts';
import type { Contestant } from './contestant.ts';
import { inScope } from './escape.ts';

type End = { result: 'passed' } | { result: 'not-applicable' } | { result: 'failed'; why: string };

/** How a contestant did in a case; `why` says what did not hold. */
export type CaseResult = End & { tookMs: number };

export interface RunCaseOptions {
  /** A case that takes longer has failed, since the contestant hangs. Default 20,000: enough on a busy machine, too. */
  limitMs?: number;
  /** How long closing what the case has opened may take. Default 5,000. */
  closeLimitMs?: number;
  /** Told of an error that nobody handled, if it comes after the case has ended. */
  onLateError?: (why: string) => void;
}

const LIMIT_MS = 20_000;

export async function runCase(
  tested: Case,
  contestant: Contestant,
  { limitMs = LIMIT_MS, closeLimitMs = 5_000, onLateError = () => {} }: RunCaseOptions = {},
): Promise<CaseResult> {
  const check = new Check(contestant);
  const escaped = Promise.withResolvers<never>();
  let untaken: End | undefined;
  let over = false;
  const take = (error: unknown): void => {
    const why = `an error that nobody took: ${messageOf(error)}`;
    untaken ??= { result: 'failed', why };
    escaped.reject(new Broken(why));
    if (over) onLateError(why);
  };
  return inScope(take, async () => {
    const startedMs = performance.now();
    const run = Promise.race([tested.run(check), escaped.promise]);
    const end = await endOf(within(limitMs, run, `it has not ended after ${limitMs} ms`));
    const tookMs = performance.now() - startedMs;
    const closed = within(closeLimitMs, check.end(), `what it opened has not closed after ${closeLimitMs} ms`);
    const closing = await endOf(closed);
    over = true;
    const failure = [end, untaken, closing].find((each) => each?.result === 'failed');
    return { ...(failure ?? end), tookMs };
  });
}

async function endOf(promise: Promise<unknown>): Promise<End> {
  try {
    await promise;
    return { result: 'passed' };
  } catch (error) {
    return error instanceof NotApplicable ? { result: 'not-applicable' } : { result: 'failed', why: messageOf(error) };
  }
}

/** An error on one line, with its cause, since a bare `fetch failed` says little. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { message, cause } = error;
  const own = error instanceof Broken ? message : `${error.name}: ${message}`;
  return (cause === undefined ? own : `${own} (${cause})`).replaceAll(/\s*\n\s*/g, ' ');
}

async function within<T>(limitMs: number, promise: Promise<T>, otherwise: string): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Broken(otherwise)), limitMs);
  return Promise.race([promise, late.promise]).finally(() => clearTimeout(timer));
}
