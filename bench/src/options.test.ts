import { WrongCall } from '@evenkeel/tools/command-line';
import { describe, expect, it } from 'vitest';
import type { Experiment } from './experiment.ts';
import { parseOptions } from './options.ts';

const known: readonly Pick<Experiment, 'name' | 'options'>[] = [
  { name: 'adaptive-ceiling' },
  { name: 'other', options: { width: { value: 'N', what: 'how wide' }, tall: { what: 'taller' } } },
  { name: 'third', options: { tall: { what: 'taller, too' } } },
];
const defaults = { experiments: [], quick: false, seed: 1, json: null, own: {}, list: false, help: false };

describe('parseOptions', () => {
  it.each([
    { args: [], options: {} },
    { args: ['other', 'adaptive-ceiling', 'other'], options: { experiments: ['other', 'adaptive-ceiling'] } },
    { args: ['--quick', '--seed', '0', '--json', 'a/b.json'], options: { quick: true, seed: 0, json: 'a/b.json' } },
    { args: ['other', '--width', '7', '--tall'], options: { experiments: ['other'], own: { width: '7', tall: true } } },
    { args: ['third', '--tall'], options: { experiments: ['third'], own: { tall: true } } },
    { args: ['--seed=4294967295'], options: { seed: 2 ** 32 - 1 } },
    { args: ['-h', '--list'], options: { help: true, list: true } },
  ])('reads $args', ({ args, options }) => {
    expect(parseOptions(args, known)).toEqual({ ...defaults, ...options });
  });

  it.each([
    { args: ['adaptive-celing'], message: 'Did you mean "adaptive-ceiling"?' },
    { args: ['--quik'], message: 'Did you mean "--quick"?' },
    { args: ['--seed'], message: "'--seed <value>' argument missing" },
    { args: ['--seed', '-1'], message: '--seed' },
    { args: ['--seed', '1.5'], message: '--seed: "1.5" is no whole number from 0 to 4294967295.' },
    { args: ['--seed', '4294967296'], message: 'is no whole number' },
    { args: ['--json', ''], message: '--json: "" is no file' },
    { args: ['--seed', '1', '--quick', '--seed=2'], message: '--seed is given more than once: give it once.' },
    { args: ['-h', '--help'], message: '--help is given more than once: give it once.' },
    { args: ['--width', '7'], message: '--width: it belongs to other; name that experiment, too.' },
    { args: ['adaptive-ceiling', '--tall'], message: '--tall: it belongs to other and third; name that' },
    { args: ['other', '--widht', '7'], message: 'Did you mean "--width"?' },
    { args: ['--quick=1'], message: "'--quick' does not take an argument" },
  ])('refuses $args', ({ args, message }) => {
    expect(() => parseOptions(args, known)).toThrow(WrongCall);
    expect(() => parseOptions(args, known)).toThrow(message);
  });
});
