import {
  exitCodes,
  HarnessFault,
  interruption,
  ProgressWriter,
  WRONG_CALL_EXIT,
  WrongCall,
  worst,
} from '@evenkeel/tools/command-line';
import { startJson, writeJson } from './conformance/json-file.ts';
import type { Outcome } from './experiment.ts';
import { loadExperiments } from './experiments.ts';
import { help } from './help.ts';
import { parseOptions } from './options.ts';
import { table } from './table.ts';

const print = (lines: readonly string[]): void => console.log(lines.join('\n'));

async function main(args: readonly string[]): Promise<number> {
  const experiments = await loadExperiments();
  const options = parseOptions(args, experiments);
  const { quick, seed, json, own } = options;
  if (options.help) {
    print([help(experiments)]);
    return 0;
  }
  if (options.list) {
    print(table(experiments.map(({ name, title }) => [name, title])));
    return 0;
  }
  if (json !== null) await startJson(json);
  const signal = interruption();
  const progress = new ProgressWriter(process.stderr);
  const show = (line: string): void => progress.show(line, performance.now());
  const chosen = experiments.filter(
    ({ name, onlyByName }) =>
      options.experiments.includes(name) || (options.experiments.length === 0 && onlyByName !== true),
  );
  const results: (Outcome & { name: string })[] = [];
  for (const { name, run } of chosen) {
    const outcome = await run({ quick, seed, own }, { signal, show }).finally(() => progress.clear());
    print(outcome.lines);
    results.push({ name, ...outcome });
  }
  const verdict = worst(results.map((result) => result.verdict));
  if (json !== null) {
    const rows = results.map(({ name, verdict: of, json: found }) => ({ name, verdict: of, ...found }));
    await writeJson(json, { verdict, quick, seed, experiments: rows });
  }
  return exitCodes[verdict];
}

/** Explains a wrong call in one sentence; anything else that stops a run makes it inconclusive. */
function explain(error: unknown): number {
  if (error instanceof WrongCall) {
    console.error(error.message);
    return WRONG_CALL_EXIT;
  }
  if (error instanceof HarnessFault) console.error(`INCONCLUSIVE: ${error.message}`);
  else console.error('INCONCLUSIVE: the runner broke.', error);
  return exitCodes.INCONCLUSIVE;
}

process.exitCode = await main(process.argv.slice(2)).catch(explain);
