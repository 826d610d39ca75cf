import type { Case } from '../../case.ts';
import { sleep } from '../../tools.ts';
import { drive, isLetThrough } from './drive.fixture.ts';

export const storedOpen: Case = {
  id: 'breaker-stored-open',
  title:
    'An open circuit that is stored, and later restored elsewhere, refuses for the rest of its time and not longer',
  source: 'opossum, lib/circuit.js: half-open where resetTimeout has passed; cockatiel, readme.md, breaker.toJSON()',
  async run(check) {
    const openMs = 800;
    const setup = { windowMs: 10_000, minimumCalls: 4, errorRatio: 0.5, openMs };
    const breaker = check.breaker(setup);
    const notOpenYetMs = performance.now();
    await drive(breaker, 'ffff');
    const openedMs = performance.now();
    await sleep(200);
    const stored = JSON.stringify(breaker.store());
    await sleep(100);
    const restored = check.breaker({ ...setup, initialState: JSON.parse(stored) });
    const early = await isLetThrough(restored);
    check.that(!early || performance.now() - notOpenYetMs >= openMs - 1, 'it lets a call through before its time');
    await sleep(Math.max(0, openedMs + openMs + 5 - performance.now()));
    check.that(await isLetThrough(restored), 'it refuses for longer than was left');
  },
  bug: {
    seam: 'stored-open-until',
    // Restoring cuts this down to a whole openMs.
    becomes: '$& + 10_000',
  },
};
