import { expect, it } from 'vitest';
import { type JobEvent, JobHistory, progressEvent, stateEvent } from './job-history.ts';
import type { JobSnapshot } from './wire.ts';

const job = (status: JobSnapshot['status'], iteration: number, best_energy: number | null): JobSnapshot => ({
  id: 'job_1',
  problem_type: 'tsp',
  idempotency_key: 'k',
  status,
  submitted_at: '2026-01-01T00:00:00.000Z',
  started_at: null,
  ended_at: null,
  estimated_gpu_seconds: 10,
  billed_gpu_seconds: status === 'succeeded' ? 9.9 : null,
  progress: { iteration, iterations: 1_000, best_energy },
  error: null,
});
const progress = (iteration: number, best_energy: number) =>
  progressEvent({ iteration, iterations: 1_000, best_energy, gpu_seconds: iteration / 100 });

function kept(history: JobHistory): JobEvent[] {
  const events: JobEvent[] = [];
  for (let next = history.after(0); next !== undefined; next = history.after(next.id)) events.push(next);
  return events;
}
const brief = (history: JobHistory) => kept(history).map(({ id, type, best_energy }) => [id, type, best_energy]);

it('keeps what the stream tells once, in order', () => {
  const history = new JobHistory();
  expect(history.streamed(1, stateEvent(job('queued', 0, null)))).toBe(true);
  expect(history.streamed(3, progress(10, 9_000))).toBe(true);
  expect(history.streamed(3, progress(10, 9_000))).toBe(false);
  expect(history.streamed(2, stateEvent(job('running', 0, null)))).toBe(false);
  expect(history.lastStreamedId).toBe(3);
  expect(brief(history)).toEqual([
    [1, 'status', null],
    [3, 'progress', 9_000],
  ]);
});

it('makes an event of what a poll tells, where something has happened', () => {
  const history = new JobHistory();
  const polls = [job('queued', 0, null), job('queued', 0, null), job('running', 5, null), job('running', 50, 9_000)];
  const news = [...polls, job('running', 70, 9_000), job('running', 60, 9_500), job('succeeded', 1_000, 8_000)];
  expect(news.map((state) => history.polled(state))).toEqual([true, false, true, true, false, false, true]);
  expect(brief(history)).toEqual([
    [1, 'status', null],
    [2, 'status', null],
    [3, 'progress', 9_000],
    [4, 'end', 8_000],
  ]);
  expect(kept(history)[2]).toMatchObject({ gpu_seconds: 0.5, iteration: 50 });
  expect(kept(history)[3]).toMatchObject({ gpu_seconds: 9.9, job: { status: 'succeeded' } });
});

it('leaves out of a stream what polls have told meanwhile, and goes on with higher ids', () => {
  const history = new JobHistory();
  history.streamed(1, stateEvent(job('queued', 0, null)));
  history.polled(job('running', 50, 9_000));
  history.polled(job('running', 90, 8_900));
  const again = [
    history.streamed(2, stateEvent(job('running', 0, null))),
    history.streamed(3, progress(40, 9_000)),
    history.streamed(4, progress(80, 8_900)),
    history.streamed(5, progress(100, 8_800)),
    history.streamed(6, progress(110, 8_700)),
  ];
  expect(again).toEqual([false, false, false, true, true]);
  expect(kept(history).map(({ id, best_energy }) => [id, best_energy])).toEqual([
    [1, null],
    [2, 9_000],
    [3, 8_900],
    [5, 8_800],
    [6, 8_700],
  ]);
});

it('forgets the first improvements of many, and no states', () => {
  const history = new JobHistory();
  history.streamed(1, stateEvent(job('queued', 0, null)));
  history.streamed(2, stateEvent(job('running', 0, null)));
  for (let id = 3; id < 1_503; id += 1) history.streamed(id, progress(id, 9_000 - id));
  history.streamed(1_503, stateEvent(job('succeeded', 2_000, 7_000)));
  const events = kept(history);
  expect(events).toHaveLength(1_000);
  expect(events.slice(0, 3).map(({ id, type }) => [id, type])).toEqual([
    [1, 'status'],
    [2, 'status'],
    [506, 'progress'],
  ]);
  expect(events.at(-1)).toMatchObject({ id: 1_503, type: 'end' });
});

it('tells each listener of the next event, once', () => {
  const history = new JobHistory();
  let heard = 0;
  history.onNext(() => {
    heard += 1;
  });
  history.onNext(() => {
    heard += 10;
  })();
  history.polled(job('queued', 0, null));
  history.polled(job('running', 1, null));
  expect(heard).toBe(1);
});
