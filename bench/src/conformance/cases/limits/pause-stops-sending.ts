import type { Case } from '../../case.ts';
import { deferred, settled, sleep, statusOf, until } from '../../tools.ts';

export const pauseStopsSending: Case = {
  id: 'pause-stops-sending',
  title: 'A paused client sends nothing, new or again; what is in flight finishes',
  source: 'Bottleneck issue 52 (pause everything); p-queue, pause()',
  async run(check) {
    const paused = deferred();
    const upstream = await check.upstream((_, at) => (at === 0 ? 503 : { when: paused.promise }));
    const client = check.client(upstream, {
      retry: { maxAttempts: 3, backoff: { baseMs: 500, jitterMs: 0, capMs: 500 } },
    });
    const pause = check.requires(client.pause);
    const retried = settled(client.call());
    await until(() => upstream.arrivals[0]?.endMs !== undefined);
    const inFlight = settled(client.call());
    await until(() => upstream.arrivals.length === 2);
    pause();
    paused.resolve();
    const held = settled(client.call());
    check.equal('status of the one in flight', statusOf(await inFlight), 200);
    await sleep(700);
    check.equal('requests', upstream.arrivals.length, 2);
    check.equal('ended', await Promise.race([retried, held, 'none']), 'none');
  },
  bug: {
    seam: 'operators-pause',
    becomes: '',
  },
};
