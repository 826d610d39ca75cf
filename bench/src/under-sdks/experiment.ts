import { writeFile } from 'node:fs/promises';
import { WrongCall } from '@evenkeel/tools/command-line';
import type { Experiment } from '../experiment.ts';
import type { SdkEntrant } from './contestant.ts';
import { sdkEntrants, sdkOthers, sdkOurs } from './contestants/index.ts';
import { sdkPlanFor } from './plan.ts';
import { aboutSdks, sdkLine, sdkTable } from './report.ts';
import { runEntrant, type SdkRun } from './run-entrant.ts';
import { ruleOnSdks } from './verdict.ts';

/** So many run side by side: each waits most of its time. */
const LANES = 2;

/** Whether an SDK can be given the fetch, and nothing goes wrong with it. */
export const underSdks: Experiment = {
  name: 'under-sdks',
  title:
    'the fetch under openai, stripe and plain code, where an API throttles and fails: nothing early, lost or doubled',
  options: {
    ours: { what: 'without the peers' },
    journal: { value: 'FILE', what: 'writes all that the API has seen there, a line of JSON for each request' },
  },
  async run({ quick, seed, own }, { signal, show }) {
    if (own.journal === '') throw new WrongCall('--journal: "" is no file; name one, such as journal.jsonl.');
    const plan = sdkPlanFor({ quick, seed });
    const running = own.ours === true ? sdkOurs : quick ? [...sdkOurs, ...sdkOthers] : sdkEntrants;
    const runs = new Map<SdkEntrant, SdkRun>();
    const waiting = running.values();
    const runInTurn = async (): Promise<void> => {
      for (const entrant of waiting) {
        show(`under-sdks: ${entrant.name}, after ${runs.size} of ${running.length}`);
        runs.set(entrant, await runEntrant({ contestant: entrant.name, plan }, signal));
      }
    };
    await Promise.all(Array.from({ length: LANES }, runInTurn));
    const inOrder = (entrants: readonly SdkEntrant[]): SdkRun[] => entrants.flatMap((each) => runs.get(each) ?? []);
    const ours = inOrder(sdkOurs);
    const { verdict, reasons } = ruleOnSdks(ours);
    if (typeof own.journal === 'string') await writeSdkJournal(own.journal, inOrder(running));
    return {
      verdict,
      lines: [...aboutSdks(plan), '', ...sdkTable(inOrder(running)), '', ...reasons, sdkLine(ours, verdict)],
      json: { plan, runs: inOrder(running).map(({ journal: _, ...run }) => run), reasons },
    };
  },
};

async function writeSdkJournal(file: string, runs: readonly SdkRun[]): Promise<void> {
  const lines = runs.flatMap(({ name, journal }) => journal.map((each) => JSON.stringify({ client: name, ...each })));
  await writeFile(file, `${lines.join('\n')}\n`);
}
