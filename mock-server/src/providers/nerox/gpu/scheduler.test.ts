import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runs } from '../../../../../toolkit/properties/runs.ts';
import { Scheduler } from './scheduler.ts';

test('whoever has waited longest is next, unless it has been withdrawn', () => {
  const scheduler = new Scheduler<string>(2);
  expect(['a', 'b', 'c', 'd', 'e'].map((task) => scheduler.ask(task))).toEqual([true, true, false, false, false]);
  expect([scheduler.withdraw('d'), scheduler.withdraw('d'), scheduler.withdraw('a')]).toEqual([true, false, false]);
  expect([scheduler.giveBack(), scheduler.giveBack(), scheduler.giveBack()]).toEqual(['c', 'e', undefined]);
  expect(scheduler.ask('f')).toBe(true);
});

test('in any order of coming and going no GPU has two, none is idle while somebody waits, and the order is kept', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 4 }), fc.array(fc.boolean(), { maxLength: 200 }), (gpus, steps) => {
      const scheduler = new Scheduler<number>(gpus);
      const started: number[] = [];
      let [asked, running] = [0, 0];
      for (const comes of steps) {
        if (comes) {
          const starts = scheduler.ask(asked);
          expect(starts).toBe(running < gpus);
          if (starts) started.push(asked);
          if (starts) running += 1;
          asked += 1;
        } else if (running > 0) {
          const next = scheduler.giveBack();
          if (next === undefined) running -= 1;
          else started.push(next);
        }
        expect(scheduler.queued > 0 ? running : gpus).toBe(gpus);
        expect(started).toEqual(Array.from({ length: started.length }, (_, n) => n));
      }
    }),
    runs(),
  );
});
