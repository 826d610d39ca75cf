import type { Case } from '../../case.ts';
import { codeOf, endOf, settled } from '../../tools.ts';

export const isNoTimeOut: Case = {
  id: 'cancel-is-no-time-out',
  title: "A caller's abort is not told as a time-out, be it by an event, a code or a message",
  source: 'cockatiel issues 99 and 101; cockatiel 4.0.0, trap 3',
  trap: 3,
  async run(check) {
    let told = 0;
    const onTimeout = (): void => {
      told += 1;
    };
    const timedOut = await settled(check.timeout(20, { onTimeout }).execute(untilAborted));
    check.that('error' in timedOut, 'it did not time out');
    check.equal('time-outs told', told, 1);
    const controller = new AbortController();
    const call = check.timeout(60_000, { onTimeout }).execute(untilAborted, controller.signal);
    controller.abort();
    const cancelled = await endOf(call, 1_000);
    check.that(cancelled !== undefined, '1,000 ms after the abort it has not ended');
    if (cancelled === undefined || !('error' in cancelled)) return;
    check.equal('time-outs told, with the abort', told, 1);
    const code = codeOf(cancelled);
    check.that(code === undefined || code !== codeOf(timedOut), `its code is that of a time-out: ${code}`);
    const text = String(cancelled.error);
    check.that(!/time.?out|timed out/i.test(text), `it is told as a time-out: ${text}`);
  },
  bug: {
    seam: 'code-of-a-cancel',
    becomes: "'EVK_ATTEMPT_TIMEOUT'",
  },
};

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
