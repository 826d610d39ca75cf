import { Child, nodeScript } from '@evenkeel/tools/child';
import { HarnessFault } from '@evenkeel/tools/command-line';
import type { SdkAttempt } from './api/attempt.ts';
import type { SdkOrder } from './client.ts';
import { type CallEnd, judgeSdk, type SdkMeasured } from './judge.ts';

/** What came of a contestant's calls. */
export interface SdkRun {
  name: string;
  measured: SdkMeasured;
  ranMs: number;
  /** How late its process was itself at worst. */
  lateMs: number;
  journal: readonly SdkAttempt[];
}

/** A process that hangs does not even end at its cap. */
const HANGS_AFTER_MS = 30_000;

/** @throws HarnessFault where its process dies or hangs, or where nobody saw what it sent */
export async function runEntrant(order: SdkOrder, signal: AbortSignal): Promise<SdkRun> {
  const { contestant, plan } = order;
  const over = new AbortController();
  const late = AbortSignal.timeout(plan.capMs + HANGS_AFTER_MS);
  const ends = AbortSignal.any([signal, late, over.signal]);
  try {
    const script = nodeScript(new URL('./client.ts', import.meta.url), JSON.stringify(order));
    const told = await new Child({ name: `the client "${contestant}"`, ...script, signal: ends }).next('finished');
    const journal = (told.journal as SdkAttempt[]).map((attempt) => ({
      ...attempt,
      // A message has no NaN.
      sentAtMs: attempt.sentAtMs ?? Number.NaN,
    }));
    requireProbed(contestant, journal);
    return {
      name: contestant,
      measured: judgeSdk(journal, told.ends as CallEnd[]),
      ranMs: Number(told.ranMs),
      lateMs: Number(told.lateMs),
      journal,
    };
  } catch (error) {
    if (!late.aborted || signal.aborted) throw error;
    throw new HarnessFault(`"${contestant}" hung: its calls had not ended ${HANGS_AFTER_MS / 1_000} s after its cap.`);
  } finally {
    over.abort();
  }
}

/** Without what was seen below a client, no attempt of it would ever be early. @throws HarnessFault */
export function requireProbed(contestant: string, journal: readonly SdkAttempt[]): void {
  const unstamped = journal.filter(({ sentAtMs }) => Number.isNaN(sentAtMs)).length;
  if (unstamped > 0) throw new HarnessFault(`Nobody saw when "${contestant}" sent ${unstamped} of its requests.`);
  const hints = journal.filter(({ toldMs }) => toldMs > 0);
  const unheard = hints.filter(({ heardAtMs }) => heardAtMs === null).length;
  // A client that is stopped at its cap does not hear of what is on its way then.
  if (unheard > hints.length / 2) {
    throw new HarnessFault(`Nobody saw when "${contestant}" was answered: ${unheard} of ${hints.length} hints.`);
  }
}
