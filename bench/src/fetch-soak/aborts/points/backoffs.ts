import type { AbortPoint } from '../point.ts';
import { answerWith, beginBody, cutOff, holdOpen, oneByOne } from '../scripts.ts';
import { ABORTED } from '../upstream.ts';

/** Between the last failure and the attempt of this number. */
const before = (attempt: number): AbortPoint => ({
  name: `backoff-before-attempt-${attempt}`,
  held: `in the backoff before attempt ${attempt}`,
  async act(stage) {
    await stage.learn();
    stage.on(answerWith(503));
    stage.call();
    const isThere = (): boolean => stage.upstream.of(ABORTED).length === attempt - 1 && stage.waiting('backoff') === 1;
    await stage.pass(20_000, isThere);
    await stage.until(`attempt ${attempt} is waited for`, isThere);
    stage.abort();
  },
});

/** Where a call waits for another attempt, or makes one. */
export const backoffPoints: readonly AbortPoint[] = [
  ...[2, 3, 4].map(before),
  {
    name: 'backoff-by-a-hint',
    held: 'in the wait that the answer to its own first attempt asks for',
    async act(stage) {
      await stage.learn();
      stage.on(answerWith(429, { 'retry-after': '10' }));
      stage.call();
      await stage.untilWaiting('backoff');
      await stage.pass(3_000);
      stage.abort();
    },
  },
  {
    name: 'backoff-after-a-reset',
    held: 'in the backoff after its connection was reset',
    async act(stage) {
      await stage.learn();
      stage.on(cutOff);
      stage.call();
      await stage.untilWaiting('backoff');
      stage.abort();
    },
  },
  {
    name: 'backoff-with-a-body',
    held: 'in a backoff, with a body to send again',
    async act(stage) {
      await stage.learn();
      stage.on(answerWith(503));
      stage.follow('the call', stage.fetch(stage.request({ method: 'PUT', body: 'text', signal: stage.signal })));
      await stage.untilWaiting('backoff');
      stage.abort();
    },
  },
  {
    name: 'backoff-with-an-open-answer',
    held: 'in a backoff, while the body of the refused attempt still comes',
    async act(stage) {
      await stage.learn();
      stage.on(beginBody(503, 'a piece'));
      stage.call();
      await stage.untilWaiting('backoff');
      stage.abort();
    },
  },
  {
    name: 'attempt-after-an-open-answer',
    held: 'in its second attempt, for which the body of the first answer was given up',
    async act(stage) {
      await stage.learn();
      stage.on(oneByOne(beginBody(503, 'a piece'), holdOpen));
      stage.call();
      await stage.pass(5_000, () => stage.upstream.of(ABORTED).length === 2);
      await stage.untilCame(2);
      stage.abort();
    },
  },
  {
    name: 'attempt-4',
    held: 'in its last attempt',
    async act(stage) {
      await stage.learn();
      const failed = answerWith(503);
      stage.on(oneByOne(failed, failed, failed, holdOpen));
      stage.call();
      await stage.pass(20_000, () => stage.upstream.of(ABORTED).length === 4);
      await stage.untilCame(4);
      stage.abort();
    },
  },
  {
    name: 'probe-of-a-circuit',
    held: 'in flight, as the probe of a circuit that is half-open',
    async act(stage) {
      stage.on(answerWith(500), '/failing');
      for (let call = 0; call < 20; call += 1) await (await stage.send('/failing', { method: 'POST' })).text();
      const refused = await stage.send('/failing').catch(({ code }: { code?: string }) => code);
      await stage.until('the circuit is open', () => refused === 'EVK_CIRCUIT_OPEN');
      await stage.pass(5_000);
      stage.on(holdOpen);
      stage.call();
      await stage.untilCame();
      stage.abort();
    },
  },
];
