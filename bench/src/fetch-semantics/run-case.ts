import type { FetchCase } from './fetch-case.ts';
import { lookOfError } from './looks.ts';
import { LoopbackServer } from './loopback-server.ts';
import { normalized, type Observation } from './observation.ts';
import type { FetchSubject } from './pass-through.ts';
import { twoTurns } from './turns.ts';
import { takingErrors } from './untaken.ts';

/** What came of one run of a case. */
export type CaseRun = { seen: Observation } | { broke: string };

/** How long what a case has opened may take to close. */
const CLOSE_MS = 5_000;

/**
 * Runs a case once, against a server of its own.
 * @param limitMs a run that takes longer has hung
 */
export async function runOnce(tested: FetchCase, { open }: FetchSubject, limitMs: number): Promise<CaseRun> {
  const server = new LoopbackServer();
  const untaken: unknown[] = [];
  return takingErrors(
    (error) => untaken.push(lookOfError(error)),
    async () => {
      const { fetch, close } = open();
      try {
        const client = await within(limitMs, tested.observe(fetch, server));
        await twoTurns();
        const requests = [...server.requests];
        if (tested.unordered) requests.sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
        return { seen: normalized({ client, server: requests, untaken }, server.ports) };
      } catch (error) {
        return { broke: error instanceof Hung ? error.message : `it threw ${JSON.stringify(lookOfError(error))}` };
      } finally {
        await within(CLOSE_MS, server.close());
        if (close !== undefined) await within(CLOSE_MS, close());
      }
    },
  );
}

class Hung extends Error {}

function within<T>(limitMs: number, promise: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Hung(`it had not ended after ${limitMs} ms`)), limitMs);
  return Promise.race([promise, late.promise]).finally(() => clearTimeout(timer));
}
