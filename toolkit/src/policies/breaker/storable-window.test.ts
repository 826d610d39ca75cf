import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runs } from '../../../properties/runs.ts';
import { OptionError } from '../../errors/errors.ts';
import { FakeClock } from '../../testing/index.ts';
import type { RollingWindow } from './rolling-window.ts';
import { StorableWindow } from './storable-window.ts';

const size = { sizeMs: 1_000, buckets: 4 };
const keys = ['good', 'bad'] as const;
const make = (clock: FakeClock, of = size) => new StorableWindow(keys, of, clock);

const happenings = fc.array(fc.record({ afterMs: fc.integer({ min: 0, max: 700 }), key: fc.constantFrom(...keys) }), {
  maxLength: 30,
});

/** Adds each of `what` at its time; returns when that was. */
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

describe('StorableWindow', () => {
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
    await fc.assert(run, runs({ numRuns: 50 }));
  });

  it.each([size, { sizeMs: 1_000, buckets: 3 }])(
    'goes on through JSON as if it had not been stored: %o',
    async (of) => {
      const run = fc.asyncProperty(happenings, fc.nat(1_500), fc.nat(1_500), async (what, betweenMs, laterMs) => {
        const clock = new FakeClock();
        const [window, restored] = [make(clock, of), make(clock, of)];
        await live(window, clock, what);
        const stored = JSON.stringify(window.store());
        await clock.advance(betweenMs);
        restored.add('bad');
        restored.restore('x', JSON.parse(stored));
        expect(restored.total()).toEqual(window.total());
        await clock.advance(laterMs);
        expect(restored.total()).toEqual(window.total());
      });
      await fc.assert(run, runs({ numRuns: 50 }));
    },
  );

  it('fits what was stored into buckets of another width, and drops what is too old for it', () => {
    const stored = [
      { atMs: 10_125, good: 1, bad: 0 },
      { atMs: 9_875, good: 1, bad: 2 },
      { atMs: 9_375, good: 8, bad: 8 },
    ];
    const narrow = make(new FakeClock(10_200), { sizeMs: 500, buckets: 2 });
    narrow.restore('x', stored);
    expect(narrow.total()).toEqual({ good: 2, bad: 2 });
    const wide = make(new FakeClock(10_200), { sizeMs: 2_000, buckets: 2 });
    wide.restore('x', stored);
    expect(wide.total()).toEqual({ good: 10, bad: 10 });
  });

  it('takes what a clock that is ahead has stored as of now', async () => {
    const clock = new FakeClock(10_000);
    const window = make(clock);
    window.restore('x', [{ atMs: 90_000, good: 1, bad: 2 }]);
    expect(window.total()).toEqual({ good: 1, bad: 2 });
    await clock.advance(1_000);
    expect(window.total()).toEqual({ good: 0, bad: 0 });
  });

  it.each([
    [null, 'x'],
    ['[]', 'x'],
    [{}, 'x'],
    [[null], 'x[0]'],
    [[{ atMs: 0, good: 1 }], 'x[0]'],
    [[{ atMs: -1, good: 1, bad: 1 }], 'x[0]'],
    [[{ atMs: '0', good: 1, bad: 1 }], 'x[0]'],
    [
      [
        { atMs: 0, good: 1, bad: 0 },
        { atMs: 0, good: 1.5, bad: 1 },
      ],
      'x[1]',
    ],
    [[{ atMs: 0, good: -1, bad: 1 }], 'x[0]'],
  ])('refuses to restore %j, and stays as it is', (stored, option) => {
    const window = make(new FakeClock());
    window.add('good');
    expect(() => window.restore('x', stored)).toThrow(expect.objectContaining({ code: 'EVK_OPTION_INVALID', option }));
    expect(window.total()).toEqual({ good: 1, bad: 0 });
  });
});
