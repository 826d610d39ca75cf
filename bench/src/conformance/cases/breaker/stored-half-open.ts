import type { Case } from '../../case.ts';
import { deferred, settled } from '../../tools.ts';
import { drive, untilProbeable } from './drive.fixture.ts';

export const storedHalfOpen: Case = {
  id: 'breaker-stored-half-open',
  title: 'A half-open circuit that is restored in another process waits for no probe of the first, but makes its own',
  source: 'cockatiel, readme.md, breaker.toJSON(): it is open when restored',
  async run(check) {
    const openMs = 50;
    const setup = { windowMs: 10_000, minimumCalls: 4, errorRatio: 0.5, openMs };
    const breaker = check.breaker(setup);
    await drive(breaker, 'ffff');
    await untilProbeable(openMs);
    const probe = deferred();
    const probing = settled(breaker.execute(() => probe.promise));
    check.equal('state when it is stored', breaker.state, 'half-open');
    const stored = JSON.stringify(breaker.store());
    for (const [outcome, state] of [
      ['f', 'open'],
      ['s', 'closed'],
    ] as const) {
      const restored = check.breaker({ ...setup, initialState: JSON.parse(stored) });
      let ran = false;
      const call = async () => {
        ran = true;
        if (outcome === 'f') throw new Error('down');
      };
      await settled(restored.execute(call));
      check.that(ran, 'it lets no probe through');
      check.equal(`state after the probe (${outcome})`, restored.state, state);
    }
    probe.resolve();
    await probing;
  },
  bug: {
    seam: 'stored-half-open',
    becomes: "'half-open'",
  },
};
