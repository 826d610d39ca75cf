import { WrongCall } from '@evenkeel/tools/command-line';
import { describe, expect, it } from 'vitest';
import { readOptions } from './options.ts';

describe('readOptions', () => {
  it.each([
    [
      {},
      {
        charges: 'estimate',
        processes: 1,
        callsPerSecond: undefined,
        builds: 1,
        learnt: false,
        coordinated: true,
        ours: false,
        journal: null,
      },
    ],
    [
      {
        charges: 'actual',
        processes: '32',
        rate: '50',
        builds: true,
        uncoordinated: true,
        ours: true,
        journal: 'a.jsonl',
      },
      {
        charges: 'actual',
        processes: 32,
        callsPerSecond: 50,
        builds: 2,
        learnt: false,
        coordinated: false,
        ours: true,
        journal: 'a.jsonl',
      },
    ],
  ])('reads %j', (own, options) => {
    expect(readOptions(own)).toEqual(options);
  });

  it.each([
    [{ charges: 'both' }, '--charges: "both" is neither estimate nor actual.'],
    [{ processes: '0' }, '--processes: "0" is no whole number from 1 to 64.'],
    [{ processes: '65' }, '--processes: "65" is no whole number'],
    [{ processes: '1.5' }, '--processes: "1.5" is no whole number'],
    [{ rate: '9' }, '--rate: "9" is no whole number from 10 to 1000.'],
    [{ builds: true }, '--builds: give --processes, too, at least 2.'],
    [{ learnt: true }, '--learnt: give --processes, too, at least 2, and neither --builds nor --uncoordinated.'],
    [{ uncoordinated: true }, '--uncoordinated: give --processes, too, at least 2.'],
    [{ journal: '' }, '--journal: "" is no file'],
  ])('refuses %j', (own, message) => {
    expect(() => readOptions(own)).toThrow(WrongCall);
    expect(() => readOptions(own)).toThrow(message);
  });
});
