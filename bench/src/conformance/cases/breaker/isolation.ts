import type { Case } from '../../case.ts';
import { isLetThrough, untilProbeable } from './drive.fixture.ts';

export const isolation: Case = {
  id: 'breaker-isolation',
  title: 'A circuit that two isolate by hand refuses until both let go, however long that takes',
  source: 'cockatiel, readme.md, breaker.isolate(); Polly, CircuitState.Isolated',
  async run(check) {
    const openMs = 30;
    const breaker = check.breaker({ windowMs: 10_000, minimumCalls: 4, errorRatio: 0.5, openMs });
    const [letGo, otherLetsGo] = [breaker.isolate(), breaker.isolate()];
    await untilProbeable(openMs);
    check.that(!(await isLetThrough(breaker)), 'it lets a call through after openMs');
    letGo();
    check.that(!(await isLetThrough(breaker)), 'it lets a call through when one of two has let go');
    otherLetsGo();
    check.that(await isLetThrough(breaker), 'it refuses when both have let go');
  },
  bug: {
    seam: 'last-isolation',
    becomes: 'true',
  },
};
