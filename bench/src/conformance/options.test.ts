import { WrongCall } from '@evenkeel/tools/command-line';
import { describe, expect, it } from 'vitest';
import { parseConformanceOptions } from './options.ts';

describe('parseConformanceOptions', () => {
  it('has defaults', () => {
    expect(parseConformanceOptions([])).toEqual({
      quick: false,
      mutants: false,
      seed: 1,
      why: false,
      cases: [],
      contestants: [],
      json: null,
      list: false,
      help: false,
    });
  });

  it('takes an option several times, and a name once', () => {
    const args = ['--case', 'a', '--case=b', '--case', 'a', '--contestant', 'undici RetryAgent', '--json', 'x.json'];
    expect(parseConformanceOptions(args)).toMatchObject({
      cases: ['a', 'b'],
      contestants: ['undici RetryAgent'],
      json: 'x.json',
    });
  });

  it('takes a seed for the quick run of the bugs', () => {
    expect(parseConformanceOptions(['--mutants', '--quick', '--seed', '7'])).toMatchObject({
      mutants: true,
      quick: true,
      seed: 7,
    });
  });

  it.each([
    [['--qick'], 'Unknown option "--qick". Did you mean "--quick"? --help lists all options.'],
    [['--frobnicate'], 'Unknown option "--frobnicate". --help lists all options.'],
    [
      ['retry-after-seconds'],
      'Unexpected "retry-after-seconds": a case is named by --case, a contestant by --contestant.',
    ],
    [['--json'], "Option '--json <value>' argument missing. --help shows how it is used."],
    [['--json', 'a', '--json', 'b'], '--json is given more than once: give it once.'],
    [['--json', ''], '--json: "" is no file; name one, such as conformance.json.'],
    [
      ['--mutants', '--contestant', 'opossum'],
      '--contestant: bugs are planted in ours only, so leave "opossum" out with --mutants.',
    ],
    [['--seed', '7'], '--seed: "7" would choose the cases of --mutants --quick, so give both, or leave it out.'],
    [['--mutants', '--quick', '--seed', 'x'], '--seed: "x" is no whole number from 0 to 4294967295.'],
    [['--mutants', '--quick', '--seed', '4294967296'], '--seed: "4294967296" is no whole number from 0 to 4294967295.'],
  ])('refuses %j', (args, message) => {
    expect(() => parseConformanceOptions(args)).toThrow(new WrongCall(message));
  });
});
