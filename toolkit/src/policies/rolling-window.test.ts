import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OptionError } from '../errors.ts';
import { FakeClock } from '../testing/index.ts';
import { RollingWindow } from './rolling-window.ts';

const size = { sizeMs: 1_000, buckets: 4 };
const keys = ['good', 'bad'] as const;
const make = (clock: FakeClock, of = size) => new RollingWindow(keys, of, clock);

const happenings = fc.array(fc.record({ afterMs: fc.integer({ min: 0, max: 700 }), key: fc.constantFrom(...keys) }), {
  maxLength: 30,
});

/** Lets them happen; returns when each did. */
async function live(
  window: RollingWindow<'good' | 'bad'>,
  clock: FakeClock,
  what: { afterMs: number; key: 'good' | 'bad' }[],
) {
  const happened: { atMs: number; key: 'good' | 'bad' }[] = [];
  for (const { afterMs, key } of what) {
    await clock.advance(afterMs);
    window.add(key);
    happened.push({ atMs: clock.now(), key });
  }
  return happened;
}

describe('RollingWindow', () => {
  it.each([
    { sizeMs: 0, buckets: 1 },
    { sizeMs: 1_000, buckets: 0 },
    { sizeMs: 1_000, buckets: 1.5 },
  ])('refuses %o', (of) => {
    expect(() => make(new FakeClock(), of)).toThrow(OptionError);
  });

  it('counts what happened in its slices, and nothing older', async () => {
    const run = fc.asyncProperty(happenings, async (what) => {
      const clock = new FakeClock(0);
      const window = make(clock);
      const happened = await live(window, clock, what);
      const since = Math.floor(clock.now() / 250) - 3;
      const of = (key: string) => happened.filter((h) => h.key === key && Math.floor(h.atMs / 250) >= since).length;
      expect(window.total()).toEqual({ good: of('good'), bad: of('bad') });
    });
    await fc.assert(run, { numRuns: 50 });
  });

  it('goes on where it was on another clock, through JSON, and ages from there', async () => {
    const run = fc.asyncProperty(happenings, fc.nat(10_000), async (what, startMs) => {
      const [clock, other] = [new FakeClock(), new FakeClock(startMs - (startMs % 250))];
      const [window, restored] = [make(clock), make(other)];
      await live(window, clock, what);
      await clock.advance(250 - (clock.now() % 250));
      restored.add('bad');
      restored.restore('x', JSON.parse(JSON.stringify(window.store())));
      for (let slice = 0; slice < 4; slice += 1) {
        expect(restored.total()).toEqual(window.total());
        await Promise.all([clock.advance(250), other.advance(250)]);
      }
    });
    await fc.assert(run, { numRuns: 50 });
  });

  it('fits what was stored into buckets of another width, and drops what is too old for it', () => {
    const stored = [
      { ageMs: 0, good: 1, bad: 0 },
      { ageMs: 250, good: 1, bad: 2 },
      { ageMs: 750, good: 8, bad: 8 },
    ];
    const window = make(new FakeClock(), { sizeMs: 500, buckets: 1 });
    window.restore('x', [stored[0], stored[2]]);
    expect(window.total()).toEqual({ good: 1, bad: 0 });
    const wide = make(new FakeClock(), { sizeMs: 2_000, buckets: 2 });
    wide.restore('x', stored);
    expect(wide.total()).toEqual({ good: 10, bad: 10 });
  });

  it.each([
    [null, 'x'],
    ['[]', 'x'],
    [{}, 'x'],
    [[null], 'x[0]'],
    [[{ ageMs: 0, good: 1 }], 'x[0]'],
    [[{ ageMs: -1, good: 1, bad: 1 }], 'x[0]'],
    [[{ ageMs: '0', good: 1, bad: 1 }], 'x[0]'],
    [
      [
        { ageMs: 0, good: 1, bad: 0 },
        { ageMs: 0, good: 1.5, bad: 1 },
      ],
      'x[1]',
    ],
    [[{ ageMs: 0, good: -1, bad: 1 }], 'x[0]'],
  ])('refuses to restore %j, and stays as it is', (stored, option) => {
    const window = make(new FakeClock());
    window.add('good');
    expect(() => window.restore('x', stored)).toThrow(expect.objectContaining({ code: 'EVK_OPTION_INVALID', option }));
    expect(window.total()).toEqual({ good: 1, bad: 0 });
  });
});
