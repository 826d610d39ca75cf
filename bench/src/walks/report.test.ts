import { describe, expect, it } from 'vitest';
import type { Step } from './count.ts';
import { faults, type Pair, walksInOneLine, walkTable } from './report.ts';

const step = (name: string, change: Partial<Step> = {}): Step => ({
  ...{ name: `toolkit/src/${name}.ts`, kind: 'station', forwards: false, lines: 100 },
  entries: [{ by: '', began: 'call:1' }],
  ...change,
});
const entries = (count: number): Step['entries'] =>
  Array.from({ length: count }, (_, at) => ({ by: '', began: `f:${at}` }));
const ten = Array.from({ length: 10 }, (_, at) => step(`m${at}`));
const pair = (now: readonly Step[]): Pair => ({
  walk: { name: 'infer', title: 'a call', own: ['toolkit'] },
  earlier: ten,
  now,
});

describe('a walk', () => {
  it.each<[string, Step[], string[]]>([
    ['as short as asked for', ten.slice(3), []],
    ['too long', ten.slice(2), ['infer: 20 % fewer modules; 30 % are asked for.']],
    ['with a detour', [step('a', { forwards: true })], ['infer: toolkit/src/a.ts only forwards.']],
    ['back and forth', [step('a', { entries: entries(3) })], ['infer: toolkit/src/a.ts is entered by 3 ways.']],
    ['to and from', [step('a', { entries: entries(2) })], []],
    ['with a tool at hand', [step('a', { kind: 'tool', entries: entries(9) })], []],
    ['of merged files', [step('a', { lines: 251 })], ['infer: toolkit/src/a.ts has 251 lines.']],
  ])('%s', (_, now, expected) => {
    expect(faults(pair(now))).toEqual(expected);
  });

  it('is a row', () => {
    expect(walkTable([pair([step('a/b', { entries: entries(3), lines: 300 })])])[1]).toMatch(
      /^infer +10 +1 +90 % +- +a\/b\.ts 3 +a\/b\.ts 300$/,
    );
  });

  it('ends in the figure', () => {
    expect(walksInOneLine([pair(ten)])).toBe('modules of a walk: infer 10 -> 10; 1 thing does not hold');
    expect(walksInOneLine([pair([])])).toBe('modules of a walk: infer 10 -> 0; all holds');
  });
});
