import { writeFile } from 'node:fs/promises';
import { obtainRedis } from '@evenkeel/tools/redis';
import type { Experiment, ExperimentContext } from '../experiment.ts';
import { learnt, toldBoth } from './contestants/evenkeel.ts';
import { entrants, ours } from './contestants/index.ts';
import { options, readOptions, type TokenOptions } from './options.ts';
import { type LoadPlan, loadPlanFor, promisesFor } from './plan.ts';
import { preamble, useTable } from './report.ts';
import { runTokenRound, type TokenRound } from './round.ts';
import { ruleOn, ruleOnUncoordinated } from './verdict.ts';

/** A Redis that has just been started gives nothing out before all who might hold something have been heard. */
const SETTLES_MS = 8_500;

export const tokenLimits: Experiment = {
  name: 'token-limits',
  title: 'limits of requests and of tokens at once, costs known only afterwards: used up, and hardly ever refused',
  onlyByName: true,
  options,
  async run({ quick, seed, own }, context) {
    const asked = readOptions(own);
    const plan = loadPlanFor({ quick, seed, ...asked });
    const fleet = plan.processes > 1;
    const running = fleet ? [asked.learnt ? learnt : toldBoth] : asked.ours ? ours : entrants;
    const rounds = await runRounds(plan, asked, running, context);
    if (asked.journal !== null) await writeJournal(asked.journal, rounds);
    const names = running.filter((each) => ours.includes(each)).map(({ name }) => name);
    const promised = promisesFor(plan, asked.learnt);
    const { verdict, reasons, figure } = asked.coordinated
      ? ruleOn(names, rounds, promised)
      : ruleOnUncoordinated(names[0] as string, rounds, promised);
    return {
      verdict,
      lines: [
        ...preamble(plan, rounds),
        '',
        ...useTable(running, rounds),
        '',
        ...reasons,
        `token-limits: ${verdict}; ${asked.coordinated ? '' : 'uncoordinated, as it must be punished: '}${figure}`,
      ],
      json: { plan, rounds: rounds.map(({ journal: _, ...round }) => round), reasons },
    };
  },
};

async function runRounds(
  plan: LoadPlan,
  { coordinated }: TokenOptions,
  entrants: readonly { name: string }[],
  { signal, show }: ExperimentContext,
): Promise<TokenRound[]> {
  const redis = plan.processes > 1 && coordinated ? await obtainRedis('server', { signal }) : null;
  try {
    const store = redis === null ? null : { url: redis.url as string, settlesAtMs: Date.now() + SETTLES_MS };
    const rounds: TokenRound[] = [];
    for (const seed of plan.seeds) {
      const onProgress = (ended: number): void => show(`token-limits, seed ${seed}: ${ended} calls have ended`);
      const names = entrants.map(({ name }) => name);
      rounds.push(await runTokenRound({ plan, seed, entrants: names, store, onProgress }, signal));
    }
    return rounds;
  } finally {
    await redis?.stop();
  }
}

async function writeJournal(file: string, rounds: readonly TokenRound[]): Promise<void> {
  const lines = rounds.flatMap(({ seed, journal }) => journal.map((entry) => JSON.stringify({ seed, ...entry })));
  await writeFile(file, `${lines.join('\n')}\n`);
}
