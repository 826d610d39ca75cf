import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Outcome } from '../../experiment.ts';
import type { Case } from '../case.ts';
import type { Contestant } from '../contestant.ts';
import type { CommandContext } from '../outcome.ts';
import { mutantsJson } from '../report-json.ts';
import { runAll } from '../run.ts';
import { reasonLines } from '../table.ts';
import { judge, type Reason } from '../verdict.ts';
import { runAlone } from './alone.ts';
import { examine, type Finding } from './examine.ts';
import type { Order } from './messages.ts';
import { orderOf } from './orders.ts';
import { type Planting, plantingsOf } from './planting.ts';
import type { Seams } from './seams.ts';
import { mutantsTable, sightings } from './table.ts';
import { figureOf, judgeFindings } from './verdict.ts';

interface Proof {
  /** All cases; those that run with a bug are taken from them. */
  cases: readonly Case[];
  /** The cases whose bugs are planted. */
  chosen: readonly Case[];
  ours: Contestant;
  /** The seams of the production code. */
  seams: Seams;
  /** Chooses the unrelated cases that run with a bug; null: all run. */
  seed: number | null;
  /** Whether to say how each bug was seen, too. */
  why: boolean;
  /** The module that a process with a bug runs, for tests. */
  worker?: URL;
}

/** How many processes run at once: more would slow the cases, which measure time. With few cases each mostly waits. */
const AT_ONCE = Math.min(2, availableParallelism());
const QUICK_AT_ONCE = 2 * AT_ONCE;

/** Finds out whether each case sees its bug. */
export async function prove(proof: Proof, context: CommandContext): Promise<Outcome> {
  const { cases, chosen, ours, seams, seed, why, worker } = proof;
  const { signal, onProgress, paint } = context;
  const ids = cases.map(({ id }) => id);
  const { plantings, flaws } = plantingsOf(chosen, seams, ids);
  if (flaws.length > 0) return notTried(flaws, context);

  const sound = await runAll(cases, [ours], {
    rounds: 1,
    signal,
    onProgress: (done, of) => onProgress(done, of, 'cases without a bug'),
  });
  for (const { case: tested, results } of sound) {
    if (results[ours.name]?.result === 'failed') results[ours.name] = await runAlone(tested, ours);
  }
  const { reasons } = judge(sound, [ours.name], false);
  if (reasons.length > 0)
    return notTried(
      reasons.map(({ text }) => `without any bug, ${text}`),
      context,
    );

  const timed = sound.map((row) => ({ id: row.case.id, tookMs: row.results[ours.name]?.tookMs ?? 0 }));
  const orders = plantings.map((planting) => orderOf(planting, timed, seed));
  const findings = await examineAll(
    plantings,
    orders,
    { worker, atOnce: seed === null ? AT_ONCE : QUICK_AT_ONCE },
    context,
  );

  const judgement = judgeFindings(findings);
  return {
    verdict: judgement.verdict,
    lines: [
      ...mutantsTable(findings, paint),
      ...(why ? sightings(findings, paint) : []),
      ...reasonLines(judgement.reasons, paint),
      figureOf(findings),
    ],
    json: mutantsJson(findings, judgement),
  };
}

/** Examines each bug in a process of its own. */
async function examineAll(
  plantings: readonly Planting[],
  orders: readonly Order[],
  { worker, atOnce }: { worker: URL | undefined; atOnce: number },
  { signal, onProgress }: CommandContext,
): Promise<Finding[]> {
  const cache = await mkdtemp(join(tmpdir(), 'evenkeel-'));
  const findings: Finding[] = [];
  const left = plantings.entries();
  let done = 0;
  const work = async (): Promise<void> => {
    for (const [at, planting] of left) {
      const options = { signal, cache, ...(worker && { worker }) };
      findings[at] = await examine(planting, orders[at] as Order, options);
      onProgress(++done, plantings.length, 'bugs');
    }
  };
  try {
    await Promise.all(Array.from({ length: atOnce }, work));
    return findings;
  } finally {
    await rm(cache, { recursive: true, force: true, maxRetries: 3 });
  }
}

function notTried(texts: readonly string[], { paint }: CommandContext): Outcome {
  const reasons = texts.map((text): Reason => ({ verdict: 'FAIL', text }));
  return {
    verdict: 'FAIL',
    lines: [...reasonLines(reasons, paint), 'mutants: no bug was planted'],
    json: mutantsJson([], { verdict: 'FAIL', reasons }),
  };
}
