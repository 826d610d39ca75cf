import type { AbortPoint } from '../point.ts';
import { answerWith, holdOpen } from '../scripts.ts';
import type { AbortStage } from '../stage.ts';

/** Real milliseconds, of which the stage takes a few. */
const TIME_OUT_MS = 400;

/** Waits for an answer, with a signal that is handed in in some way. */
async function inFlight(stage: AbortStage, call: () => void): Promise<void> {
  await stage.learn();
  stage.on(holdOpen);
  call();
  await stage.untilCame();
}

const timedOut = (stage: AbortStage): Promise<void> => stage.until('the time is out', () => stage.signal.aborted);

/** Ways in which a call may be aborted. */
export const signalPoints: readonly AbortPoint[] = [
  {
    name: 'before-the-call',
    held: 'before the call',
    async act(stage) {
      await stage.learn();
      stage.abort();
      stage.call();
    },
  },
  {
    name: 'before-the-call-in-a-request',
    held: 'before the call, in a Request',
    async act(stage) {
      await stage.learn();
      stage.abort();
      stage.follow('the call', stage.fetch(stage.request({ signal: stage.signal })));
    },
  },
  {
    name: 'signal-of-a-request',
    held: 'in flight, by the signal of a Request',
    act: async (stage) => {
      await inFlight(stage, () => {
        stage.follow('the call', stage.fetch(stage.request({ signal: stage.signal })));
      });
      stage.abort();
    },
  },
  {
    name: 'signal-of-a-request-that-waits',
    held: 'behind a window that was told, by the signal of a Request',
    async act(stage) {
      await stage.useUp();
      stage.follow('the call', stage.fetch(stage.request({ signal: stage.signal })));
      await stage.untilWaiting('rate');
      stage.abort();
    },
  },
  {
    name: 'signal-beside-that-of-a-request',
    held: 'behind a window that was told, by a signal that takes the place of that of a Request, which is aborted, too',
    async act(stage) {
      await stage.useUp();
      const inRequest = new AbortController();
      const request = stage.request({ signal: inRequest.signal });
      stage.follow('the call', stage.fetch(request, { signal: stage.signal }));
      await stage.untilWaiting('rate');
      inRequest.abort();
      await stage.pass(1_000);
      stage.abort();
    },
  },
  {
    name: 'time-out-in-flight',
    held: 'in flight, by AbortSignal.timeout',
    act: async (stage) => {
      await inFlight(stage, () => stage.call({ signal: stage.watch(AbortSignal.timeout(TIME_OUT_MS)) }));
      await timedOut(stage);
    },
  },
  {
    name: 'time-out-in-a-window',
    held: 'behind a window that was told, by AbortSignal.timeout',
    async act(stage) {
      await stage.useUp();
      stage.call({ signal: stage.watch(AbortSignal.timeout(TIME_OUT_MS)) });
      await stage.untilWaiting('rate');
      await timedOut(stage);
    },
  },
  {
    name: 'one-of-several-signals',
    held: 'behind a window that was told, by AbortSignal.any',
    async act(stage) {
      await stage.useUp();
      const any = AbortSignal.any([new AbortController().signal, stage.controller.signal]);
      stage.call({ signal: stage.watch(any) });
      await stage.untilWaiting('rate');
      stage.abort();
    },
  },
  ...['enough', 0, null, { code: 7 }].map(
    (reason, at): AbortPoint => ({
      name: `reason-that-is-${['a-text', 'a-number', 'null', 'an-object'][at]}`,
      held: 'in a backoff, with a reason that is no error',
      async act(stage) {
        await stage.learn();
        stage.on(answerWith(503));
        stage.call();
        await stage.untilWaiting('backoff');
        stage.abort(reason);
      },
    }),
  ),
  {
    name: 'twice',
    held: 'behind a window that was told, twice, with two reasons',
    async act(stage) {
      await stage.useUp();
      stage.call();
      await stage.untilWaiting('rate');
      stage.abort('first');
      stage.abort('second');
    },
  },
  {
    name: 'many-by-one-signal',
    held: 'with four others by one signal, some in flight and some behind a window',
    async act(stage) {
      await stage.learn();
      for (let call = 0; call < 9; call += 1) await (await stage.send('/known')).text();
      stage.on(holdOpen);
      for (let call = 0; call < 5; call += 1) stage.call();
      await stage.untilCame(2);
      await stage.untilWaiting('rate', 3);
      stage.abort();
    },
  },
];
