import { WrongCall } from '@evenkeel/tools/command-line';
import type { Experiment, ExperimentRequest } from '../experiment.ts';
import type { Charges } from './plan.ts';

export const options: NonNullable<Experiment['options']> = {
  charges: { value: 'WHICH', what: 'what the API judges a call by when it comes: estimate (the default), or actual' },
  processes: { value: 'N', what: 'so many processes share one account through Redis' },
  rate: { value: 'N', what: 'so many calls a second in sum; 320 of several processes by default, 20 of one' },
  builds: { what: 'every other one of these is of another build, with another protocol, as in a rolling deploy' },
  learnt: { what: 'the contract of these tells no limit: each learns by the answers, and takes its part' },
  uncoordinated: { what: 'each of these as if it were alone, to see what that costs' },
  ours: { what: 'without the peers' },
  journal: { value: 'FILE', what: 'writes all that the API has seen there, a line of JSON for each request' },
};

export interface TokenOptions {
  charges: Charges;
  /** 1: beside the peers, each in one process. */
  processes: number;
  /** Undefined: as many as the plan has. */
  callsPerSecond: number | undefined;
  /** Of how many builds they are. */
  builds: 1 | 2;
  /** Whether processes are told nothing of the limits. One process does both anyway. */
  learnt: boolean;
  coordinated: boolean;
  ours: boolean;
  /** Null: none. */
  journal: string | null;
}

const MOST_PROCESSES = 64;
/** Of fewer calls a second the bucket would not hold the dearest one. */
const RATES = { least: 10, most: 1_000 };

/** @throws WrongCall naming the option, its value and the remedy */
export function readOptions({ charges = 'estimate', processes = '1', ...own }: ExperimentRequest['own']): TokenOptions {
  if (charges !== 'estimate' && charges !== 'actual') {
    throw new WrongCall(`--charges: "${charges}" is neither estimate nor actual.`);
  }
  const count = wholeNumber('processes', processes, 1, MOST_PROCESSES);
  const callsPerSecond = own.rate === undefined ? undefined : wholeNumber('rate', own.rate, RATES.least, RATES.most);
  const coordinated = own.uncoordinated !== true;
  if (!coordinated && count === 1) throw new WrongCall('--uncoordinated: give --processes, too, at least 2.');
  const builds = own.builds === true ? 2 : 1;
  if (builds === 2 && count === 1) throw new WrongCall('--builds: give --processes, too, at least 2.');
  const learnt = own.learnt === true;
  if (learnt && (count === 1 || builds === 2 || !coordinated)) {
    throw new WrongCall('--learnt: give --processes, too, at least 2, and neither --builds nor --uncoordinated.');
  }
  if (own.journal === '') throw new WrongCall('--journal: "" is no file; name one, such as journal.jsonl.');
  const journal = typeof own.journal === 'string' ? own.journal : null;
  return { charges, processes: count, callsPerSecond, builds, learnt, coordinated, ours: own.ours === true, journal };
}

function wholeNumber(option: string, given: unknown, least: number, most: number): number {
  const number = /^\d{1,4}$/.test(String(given)) ? Number(given) : -1;
  if (number >= least && number <= most) return number;
  throw new WrongCall(`--${option}: "${given}" is no whole number from ${least} to ${most}.`);
}
