import { styleText } from 'node:util';
import {
  exitCodes,
  HarnessFault,
  interruption,
  ProgressWriter,
  WRONG_CALL_EXIT,
  WrongCall,
} from '@evenkeel/tools/command-line';
import type { Outcome } from '../experiment.ts';
import { chooseCases, chooseContestants } from './choose.ts';
import { compare } from './compare.ts';
import type { Contestant } from './contestant.ts';
import { loadContestants } from './contestants.ts';
import { catchEscapes } from './escape.ts';
import { conformanceHelp } from './help.ts';
import { startJson, writeJson } from './json-file.ts';
import { listing } from './listing.ts';
import { production } from './mutants/planting.ts';
import { prove } from './mutants/prove.ts';
import { readSeams } from './mutants/seams.ts';
import { type ConformanceOptions, parseConformanceOptions } from './options.ts';
import { type CommandContext, progressOf } from './outcome.ts';
import { casesOf, loadRooms } from './rooms.ts';
import { OURS } from './score.ts';
import type { Paint } from './table.ts';

const ROUNDS = 3;

const paint: Paint = (colour, text) => styleText(colour, text, { stream: process.stdout });
const print = (lines: readonly string[]): void => console.log(lines.join('\n'));

async function main(args: readonly string[]): Promise<number> {
  const options = parseConformanceOptions(args);
  if (options.help) {
    print([conformanceHelp]);
    return 0;
  }
  if (options.list) {
    const rooms = await loadRooms();
    print(listing(rooms, chooseCases(casesOf(rooms), options.cases), paint));
    return 0;
  }
  quietTimers();
  const signal = AbortSignal.any([interruption(), lostErrors()]);
  const progress = new ProgressWriter(process.stderr);
  const run = await prepare(options);
  if (options.json !== null) await startJson(options.json);
  const outcome = await run({ signal, paint, onProgress: progressOf(progress) }).finally(() => progress.clear());
  print(outcome.lines);
  if (options.json !== null) await writeJson(options.json, outcome.json);
  return exitCodes[outcome.verdict];
}

/** Checks the names that are asked for, before anything runs. */
async function prepare(options: ConformanceOptions): Promise<(context: CommandContext) => Promise<Outcome>> {
  const { quick, mutants, seed, why } = options;
  const rooms = await loadRooms();
  const cases = casesOf(rooms);
  const all = await loadContestants();
  const chosen = chooseCases(cases, options.cases);
  if (mutants) {
    const ours = all.find(({ name }) => name === OURS) as Contestant;
    const seams = readSeams(production);
    return (context) => prove({ cases, chosen, ours, seams, why, seed: quick ? seed : null }, context);
  }
  const contestants = chooseContestants(all, options.contestants);
  const whole = chosen.length === cases.length && contestants.length === all.length;
  return (context) => compare({ rooms, cases: chosen, contestants, rounds: quick ? 1 : ROUNDS, why, whole }, context);
}

/** A signal that an unhandled error aborts if no case can be named as its source: any of them may be. */
function lostErrors(): AbortSignal {
  const controller = new AbortController();
  catchEscapes((error) => controller.abort(error));
  return controller.signal;
}

/** Hides Node.js's warning of timers that are too long: one case is about them, and some contestants set them. */
function quietTimers(): void {
  process.removeAllListeners('warning');
  process.on('warning', (warning) => {
    if (warning.name !== 'TimeoutOverflowWarning') console.error(`${warning}`);
  });
}

/** Explains a wrong call in one sentence; anything else that stops the runner makes the run inconclusive. */
function explain(error: unknown): number {
  if (error instanceof WrongCall) {
    console.error(error.message);
    return WRONG_CALL_EXIT;
  }
  if (error instanceof HarnessFault) console.error(`INCONCLUSIVE: ${error.message}`);
  else console.error('INCONCLUSIVE: the runner broke.', error);
  return exitCodes.INCONCLUSIVE;
}

// Exits without waiting for what a contestant has left behind, such as a backoff that it still sleeps through.
process.exit(await main(process.argv.slice(2)).catch(explain));
