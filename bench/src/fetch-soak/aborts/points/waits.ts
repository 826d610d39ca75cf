import type { AbortPoint } from '../point.ts';
import { answerWith, holdOpen } from '../scripts.ts';
import type { AbortStage } from '../stage.ts';
import { ABORTED, ADMITTED } from '../upstream.ts';

/** Has the server tell another call, which does not wait for it, to pause. */
async function pause(stage: AbortStage, status: number, headers: Readonly<Record<string, string>>): Promise<void> {
  await stage.learn();
  stage.on(answerWith(status, headers), '/paused');
  await (await stage.send('/paused', { headers: { 'evenkeel-max-wait-ms': '0' } })).text();
}

/** Where a call waits for its first attempt. */
export const waitPoints: readonly AbortPoint[] = [
  {
    name: 'window-alone',
    held: 'behind a window that was told, as the only one',
    async act(stage) {
      await stage.useUp();
      stage.call();
      await stage.untilWaiting('rate');
      stage.abort();
    },
  },
  {
    name: 'window-one-of-many',
    held: 'behind a window that was told, in the middle of others',
    async act(stage) {
      await stage.useUp();
      stage.callOthers(4);
      stage.call();
      stage.callOthers(4);
      await stage.untilWaiting('rate', 9);
      stage.abort();
    },
  },
  {
    name: 'window-first-of-many',
    held: 'behind a window that was told, before others by its priority',
    async act(stage) {
      await stage.useUp();
      stage.callOthers(3);
      stage.call({ headers: { 'evenkeel-priority': '5' } });
      await stage.untilWaiting('rate', 4);
      stage.abort();
    },
  },
  {
    name: 'window-of-a-tenant',
    held: 'behind a window that was told, beside calls of another tenant',
    async act(stage) {
      await stage.useUp();
      stage.callOthers(3, { headers: { 'evenkeel-tenant': 'a' } });
      stage.call({ headers: { 'evenkeel-tenant': 'b' } });
      await stage.untilWaiting('rate', 4);
      stage.abort();
    },
  },
  {
    name: 'window-by-its-cost',
    held: 'behind a window that has room for others, and too little for its cost',
    async act(stage) {
      await stage.learn();
      stage.call({ headers: { 'evenkeel-cost': String(ADMITTED) } });
      await stage.untilWaiting('rate');
      stage.callOthers(3);
      stage.abort();
    },
  },
  {
    name: 'window-within-max-wait',
    held: 'behind a window that ends within its maxWaitMs',
    async act(stage) {
      await stage.useUp();
      stage.call({ headers: { 'evenkeel-max-wait-ms': '30000' } });
      await stage.untilWaiting('rate');
      await stage.pass(5_000);
      stage.abort();
    },
  },
  {
    name: 'before-the-first-answer',
    held: 'behind ten requests of which none is answered yet',
    async act(stage) {
      stage.on(holdOpen, '/other');
      stage.callOthers(10);
      await stage.untilCame(10, '/other');
      stage.call();
      await stage.untilWaiting('rate');
      stage.abort();
    },
  },
  {
    name: 'guessed-window',
    held: 'behind a window that was guessed from refusals',
    tells: false,
    async act(stage) {
      stage.callOthers(2 * ADMITTED);
      await stage.untilWaiting('backoff', ADMITTED);
      stage.call();
      await stage.untilWaiting('rate');
      stage.abort();
    },
  },
  {
    name: 'guessed-window-probe',
    held: 'in flight, to find out whether a window that was guessed is over',
    tells: false,
    async act(stage) {
      stage.on(holdOpen);
      stage.callOthers(2 * ADMITTED);
      await stage.untilWaiting('backoff', ADMITTED);
      stage.call();
      await stage.pass(5_000, () => stage.upstream.of(ABORTED).length === 1);
      await stage.untilCame();
      stage.abort();
    },
  },
  {
    name: 'pause',
    held: 'in a pause that the server told another call',
    async act(stage) {
      await pause(stage, 429, { 'retry-after': '10' });
      stage.call();
      await stage.untilWaiting('gate');
      await stage.pass(2_000);
      stage.abort();
    },
  },
  {
    name: 'pause-one-of-many',
    held: 'in a pause, beside others',
    async act(stage) {
      await pause(stage, 503, { 'retry-after-ms': '900' });
      stage.callOthers(2);
      stage.call();
      stage.callOthers(2);
      await stage.untilWaiting('gate', 5);
      stage.abort();
    },
  },
];
