import { table } from '../table.ts';
import type { Step } from './count.ts';
import type { Walk } from './walks.ts';

/** The same walk in the earlier tree and in this one. */
export interface Pair {
  walk: Walk;
  earlier: readonly Step[];
  now: readonly Step[];
}

/** A walk must have at least this share of modules fewer than in the earlier tree. */
const FEWER = 0.3;
const LONGEST = 250;
const ENTERED = 2;

export const fewer = ({ earlier, now }: Pair): number => 1 - now.length / earlier.length;
export const enteredTooOften = (steps: readonly Step[]): Step[] =>
  steps.filter(({ kind, entries }) => kind === 'station' && entries.length > ENTERED);
export const forwarding = (steps: readonly Step[]): Step[] => steps.filter(({ forwards }) => forwards);
export const longest = (steps: readonly Step[]): Step | undefined => steps.toSorted((a, b) => b.lines - a.lines)[0];

/** A sentence for each demand that a walk does not meet. */
export function faults(pair: Pair): string[] {
  const { walk, now } = pair;
  const say = (what: string): string => `${walk.name}: ${what}`;
  return [
    ...(fewer(pair) < FEWER ? [say(`${percent(fewer(pair))} fewer modules; ${percent(FEWER)} are asked for.`)] : []),
    ...forwarding(now).map(({ name }) => say(`${name} only forwards.`)),
    ...enteredTooOften(now).map(({ name, entries }) => say(`${name} is entered by ${entries.length} ways.`)),
    ...now.filter(({ lines }) => lines > LONGEST).map(({ name, lines }) => say(`${name} has ${lines} lines.`)),
  ];
}

const percent = (share: number): string => `${Math.round(share * 100)} %`;
const HEADINGS = ['walk', 'earlier', 'now', 'fewer', 'forward', 'entered more than twice', 'longest file'];

export function walkTable(pairs: readonly Pair[]): string[] {
  const rows = pairs.map((pair) => {
    const { walk, earlier, now } = pair;
    const often = enteredTooOften(now).map(({ name, entries }) => `${file(name)} ${entries.length}`);
    const long = longest(now);
    return [
      walk.name,
      ...[String(earlier.length), String(now.length), percent(fewer(pair))],
      forwarding(now)
        .map(({ name }) => file(name))
        .join(', ') || '-',
      often.join(', ') || '-',
      long === undefined ? '-' : `${file(long.name)} ${long.lines}`,
    ];
  });
  return table([HEADINGS, ...rows]);
}

const file = (name: string): string => name.split('/').slice(-2).join('/');

export function walksInOneLine(pairs: readonly Pair[]): string {
  const counts = pairs.map(({ walk, earlier, now }) => `${walk.name} ${earlier.length} -> ${now.length}`);
  const broken = pairs.flatMap(faults).length;
  const end = broken === 0 ? 'all holds' : broken === 1 ? '1 thing does not hold' : `${broken} things do not hold`;
  return `modules of a walk: ${counts.join(', ')}; ${end}`;
}
