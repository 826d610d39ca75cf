import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runs } from '../../../properties/runs.ts';
import type { ProviderEvent } from '../../events.ts';
import { FakeClock } from '../../testing/index.ts';
import { BudgetExceededError } from './errors.ts';
import { type BudgetInfo, type Reservation, SpendGuard, type SpendOptions } from './spend-guard.ts';
import type { Usage } from './wire.ts';

function setUp(options: Partial<SpendOptions>, used: () => number | Promise<number> = () => 0) {
  const clock = new FakeClock();
  const events: ProviderEvent[] = [];
  let asked = 0;
  const guard = new SpendGuard(
    { forecastGpuSeconds: 40, ...options },
    {
      clock,
      emit: (event) => events.push(event),
      usage: async () => {
        asked += 1;
        return { used_gpu_seconds: await used() } as Usage;
      },
    },
  );
  return { clock, events, guard, asked: () => asked };
}

describe('a budget of a run', () => {
  it('is kept by forecasts, which estimates and bills take the place of', async () => {
    const { guard, events } = setUp({ perRunGpuSeconds: 100 });
    const first = await guard.reserve('tsp', {});
    const second = await guard.reserve('tsp', {});
    const refused = await guard.reserve('tsp', {}).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(BudgetExceededError);
    expect(refused).toMatchObject({
      code: 'EVK_BUDGET_EXCEEDED',
      outcome: 'rejected',
      budget: 'run',
      limitGpuSeconds: 100,
      committedGpuSeconds: 80,
      forecastGpuSeconds: 40,
      message: expect.stringContaining(
        "Of the run's budget of 100 GPU-seconds 80 are committed, and the job may take 40",
      ),
    });
    expect(events).toEqual([
      { type: 'budget-exceeded', budget: 'run', limitGpuMs: 100_000, committedGpuMs: 80_000, action: 'refused' },
    ]);
    first.estimated(20);
    const third = await guard.reserve('tsp', {});
    second.ended(12_345);
    second.ended(12_345);
    second.release();
    third.release();
    third.ended(40_000);
    third.estimated(40);
    // 20 + 12.345 + 40
    await guard.reserve('tsp', {});
    await expect(guard.reserve('tsp', {})).rejects.toMatchObject({ committedGpuSeconds: 72.345 });
  });

  it('asks for no usage', async () => {
    const { guard, asked } = setUp({ perRunGpuSeconds: 100 });
    await guard.reserve('tsp', {});
    expect(asked()).toBe(0);
  });

  it('takes the forecast of each job', async () => {
    const forecastGpuSeconds = (type: string, payload: unknown) => (payload as { size: number }).size + type.length;
    const { guard } = setUp({ perRunGpuSeconds: 100, forecastGpuSeconds });
    await guard.reserve('tsp', { size: 90 });
    await expect(guard.reserve('tsp', { size: 5 })).rejects.toMatchObject({ forecastGpuSeconds: 8 });
    await expect(guard.reserve('tsp', { size: Number.NaN })).rejects.toMatchObject({ code: 'EVK_OPTION_INVALID' });
  });
});

describe('a budget of a period', () => {
  it('counts what the API has billed, and asks at most once in usageMaxAgeMs', async () => {
    let used = 30;
    const { guard, clock, asked } = setUp({ perPeriodGpuSeconds: 100 }, () => used);
    const [first] = await Promise.all([guard.reserve('tsp', {}), guard.reserve('tsp', {}).catch(() => {})]);
    expect(asked()).toBe(1);
    // 30 + 40, which leaves 30.
    first?.ended(10_000);
    // The usage is older than the bill, so the bill is added: 30 + 10.
    const second = await guard.reserve('tsp', {});
    await expect(guard.reserve('tsp', {})).rejects.toMatchObject({ budget: 'period', committedGpuSeconds: 80 });
    await clock.advance(10_000);
    used = 40;
    second.ended(5_000);
    await expect(guard.reserve('tsp', {})).resolves.toBeDefined();
    expect(asked()).toBe(2);
  });

  it('adds a bill that is heard of while the answer is on its way', async () => {
    let answer: (used: number) => void = () => {};
    const { guard, clock } = setUp({ perPeriodGpuSeconds: 100 }, () => new Promise((resolve) => (answer = resolve)));
    const first = guard.reserve('tsp', {});
    await clock.advance(0);
    answer(0);
    const job = await first;
    await clock.advance(20_000);
    const second = guard.reserve('tsp', {});
    await clock.advance(0);
    job.ended(40_000);
    // The API may have answered before the job ended.
    answer(0);
    await second;
    await expect(guard.reserve('tsp', {})).rejects.toMatchObject({ committedGpuSeconds: 80 });
  });

  it.each<[string, SpendOptions['onUsageUnavailable'], boolean]>([
    ['refuses', undefined, false],
    ['refuses', 'refuse', false],
    ['allows', 'allow', true],
  ])('%s a job where the usage cannot be had: %s', async (_what, onUsageUnavailable, allowed) => {
    const down = new Error('down');
    const { guard } = setUp({ perPeriodGpuSeconds: 100, ...(onUsageUnavailable && { onUsageUnavailable }) }, () =>
      Promise.reject(down),
    );
    const reserved = guard.reserve('tsp', {});
    if (allowed) await expect(reserved).resolves.toBeDefined();
    else
      await expect(reserved).rejects.toMatchObject({ code: 'EVK_USAGE_UNAVAILABLE', outcome: 'rejected', cause: down });
  });

  it('ends the wait for the usage with the signal', async () => {
    const { guard, clock } = setUp({ perPeriodGpuSeconds: 100 }, () => new Promise(() => {}));
    const controller = new AbortController();
    const reserved = expect(guard.reserve('tsp', {}, controller.signal)).rejects.toMatchObject({
      code: 'EVK_CANCELLED',
    });
    await clock.advance(0);
    controller.abort();
    await reserved;
  });
});

describe('onExceeded', () => {
  it('warns, and lets the job go', async () => {
    const { guard, events } = setUp({ perRunGpuSeconds: 30, onExceeded: 'warn' });
    await guard.reserve('tsp', {});
    expect(events).toMatchObject([{ budget: 'run', committedGpuMs: 0, action: 'warned' }]);
  });

  it('asks, once for each budget that is exceeded', async () => {
    const asked: BudgetInfo[] = [];
    const { guard, events } = setUp({
      perRunGpuSeconds: 30,
      perPeriodGpuSeconds: 35,
      onExceeded: async (info) => asked.push(info) < 4,
    });
    await guard.reserve('tsp', {});
    await expect(guard.reserve('vrp', {})).rejects.toMatchObject({ budget: 'period', committedGpuSeconds: 40 });
    expect(asked.map(({ budget, problemType }) => `${problemType} ${budget}`)).toEqual([
      'tsp run',
      'tsp period',
      'vrp run',
      'vrp period',
    ]);
    expect(events.map((event) => 'action' in event && event.action)).toEqual([
      'allowed',
      'allowed',
      'allowed',
      'refused',
    ]);
  });

  it('looks again after each answer, since others may have come meanwhile', async () => {
    let answer: (allowed: boolean) => void = () => {};
    const onExceeded = (info: BudgetInfo) =>
      info.budget === 'run' ? false : new Promise<boolean>((resolve) => (answer = resolve));
    const { guard, clock } = setUp({ perRunGpuSeconds: 70, perPeriodGpuSeconds: 30, onExceeded }, () => 0);
    const first = guard.reserve('tsp', {});
    await clock.advance(0);
    const answerFirst = answer;
    const second = guard.reserve('tsp', {});
    await clock.advance(0);
    answer(true);
    await second;
    answerFirst(true);
    await expect(first).rejects.toMatchObject({ budget: 'run', committedGpuSeconds: 40 });
  });
});

it.each<[string, Partial<SpendOptions>]>([
  ['spend', {}],
  ['spend.perRunGpuSeconds', { perRunGpuSeconds: -1 }],
  ['spend.perPeriodGpuSeconds', { perPeriodGpuSeconds: Number.POSITIVE_INFINITY }],
  ['spend.forecastGpuSeconds', { perRunGpuSeconds: 1, forecastGpuSeconds: Number.NaN }],
  ['spend.usageMaxAgeMs', { perRunGpuSeconds: 1, usageMaxAgeMs: -1 }],
])('refuses %s: %o', (option, options) => {
  expect(() => setUp(options)).toThrow(`Option ${option}`);
});

/** What the API and a client's jobs do, in any order. */
type Act =
  | { act: 'submit'; seconds: number }
  | { act: 'end'; job: number; part: number }
  | { act: 'release'; job: number }
  | { act: 'pass'; ms: number }
  /** The API computes the usage; `answer` delivers it. */
  | { act: 'compute' }
  | { act: 'answer' };

const acts: fc.Arbitrary<Act[]> = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ act: fc.constant('submit' as const), seconds: fc.integer({ min: 1, max: 60 }) }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        act: fc.constant('end' as const),
        job: fc.nat(9),
        part: fc.double({ min: 0, max: 1, noNaN: true }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ act: fc.constant('release' as const), job: fc.nat(9) }) },
    { weight: 1, arbitrary: fc.record({ act: fc.constant('pass' as const), ms: fc.integer({ min: 0, max: 15_000 }) }) },
    { weight: 1, arbitrary: fc.record({ act: fc.constant('compute' as const) }) },
    { weight: 1, arbitrary: fc.record({ act: fc.constant('answer' as const) }) },
  ),
  { minLength: 20, maxLength: 80 },
);

/** Plays the acts. Returns the most that was committed when a job was let through, and how many jobs were. */
async function play(all: readonly Act[], limits: { runMs: number; periodMs: number }) {
  const foreignMs = 50_000;
  let billedMs = 0;
  const running: { reservation: Reservation; forecastMs: number }[] = [];
  const questions: { used?: number; answer: (used: number) => void }[] = [];
  const { guard, clock } = setUp(
    {
      perRunGpuSeconds: limits.runMs / 1_000,
      perPeriodGpuSeconds: limits.periodMs / 1_000,
      forecastGpuSeconds: (_type, payload) => payload as number,
    },
    () => new Promise((answer) => questions.push({ answer })),
  );
  const seen = { mostMs: 0, let: 0, refused: 0 };
  const submits: Promise<void>[] = [];
  const submit = async (seconds: number): Promise<void> => {
    try {
      const reservation = await guard.reserve('tsp', seconds);
      running.push({ reservation, forecastMs: seconds * 1_000 });
      seen.let += 1;
      seen.mostMs = Math.max(
        seen.mostMs,
        running.reduce((sum, { forecastMs }) => sum + forecastMs, billedMs),
      );
    } catch (error) {
      if (!(error instanceof BudgetExceededError)) throw error;
      seen.refused += 1;
    }
  };
  const compute = (): void => {
    const question = questions.find(({ used }) => used === undefined);
    if (question !== undefined) question.used = (foreignMs + billedMs) / 1_000;
  };
  const answer = (): void => {
    const at = questions.findIndex(({ used }) => used !== undefined);
    const [question] = at < 0 ? [] : questions.splice(at, 1);
    question?.answer(question.used as number);
  };
  for (const step of all) {
    if (step.act === 'submit') submits.push(submit(step.seconds));
    else if (step.act === 'compute') compute();
    else if (step.act === 'answer') answer();
    else if (step.act === 'pass') await clock.advance(step.ms);
    else {
      const [job] = running.splice(step.job % Math.max(1, running.length), 1);
      const billMs = step.act === 'end' && job ? Math.round(job.forecastMs * step.part) : 0;
      billedMs += billMs;
      if (step.act === 'end') job?.reservation.ended(billMs);
      else job?.reservation.release();
    }
    await clock.advance(0);
  }
  for (; questions.length > 0; await clock.advance(0)) {
    compute();
    answer();
  }
  await Promise.all(submits);
  return { ...seen, foreignMs };
}

it('lets no job through that, with all that run, could exceed a budget, whatever comes in whatever order', async () => {
  let [through, refused] = [0, 0];
  await fc.assert(
    fc.asyncProperty(acts, async (all) => {
      const limits = { runMs: 150_000, periodMs: 180_000 };
      const seen = await play(all, limits);
      expect(seen.mostMs).toBeLessThanOrEqual(limits.runMs);
      expect(seen.foreignMs + seen.mostMs).toBeLessThanOrEqual(limits.periodMs);
      through += seen.let;
      refused += seen.refused;
    }),
    runs({ numRuns: 300 }),
  );
  expect(through).toBeGreaterThan(300);
  expect(refused).toBeGreaterThan(100);
});
