import { WrongCall } from '@evenkeel/tools/command-line';
import type { Experiment, ExperimentRequest } from '../experiment.ts';
import type { Charges } from './plan.ts';

export const options: NonNullable<Experiment['options']> = {
  charges: { value: 'WHICH', what: 'what the API judges a call by when it comes: estimate (the default), or actual' },
  processes: { value: 'N', what: 'so many processes share one account through Redis, at 320 calls a second in sum' },
  builds: { what: 'every other one of these is of another build, with another protocol, as in a rolling deploy' },
  uncoordinated: { what: 'each of these as if it were alone, to see what that costs' },
  ours: { what: 'without the peers' },
  journal: { value: 'FILE', what: 'writes all that the API has seen there, a line of JSON for each request' },
};

export interface TokenOptions {
  charges: Charges;
  /** 1: beside the peers, each in one process. */
  processes: number;
  /** Of how many builds they are. */
  builds: 1 | 2;
  coordinated: boolean;
  ours: boolean;
  /** Null: none. */
  journal: string | null;
}

const MOST_PROCESSES = 64;

/** @throws WrongCall naming the option, its value and the remedy */
export function readOptions({ charges = 'estimate', processes = '1', ...own }: ExperimentRequest['own']): TokenOptions {
  if (charges !== 'estimate' && charges !== 'actual') {
    throw new WrongCall(`--charges: "${charges}" is neither estimate nor actual.`);
  }
  const count = /^\d{1,3}$/.test(String(processes)) ? Number(processes) : 0;
  if (count < 1 || count > MOST_PROCESSES) {
    throw new WrongCall(`--processes: "${processes}" is no whole number from 1 to ${MOST_PROCESSES}.`);
  }
  const coordinated = own.uncoordinated !== true;
  if (!coordinated && count === 1) throw new WrongCall('--uncoordinated: give --processes, too, at least 2.');
  const builds = own.builds === true ? 2 : 1;
  if (builds === 2 && count === 1) throw new WrongCall('--builds: give --processes, too, at least 2.');
  if (own.journal === '') throw new WrongCall('--journal: "" is no file; name one, such as journal.jsonl.');
  const journal = typeof own.journal === 'string' ? own.journal : null;
  return { charges, processes: count, builds, coordinated, ours: own.ours === true, journal };
}
