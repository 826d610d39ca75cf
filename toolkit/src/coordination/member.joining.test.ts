import { describe, expect, it } from 'vitest';
import { Fleet, LIMIT } from './member.fixture.ts';

describe('a member that joins just before the store goes', () => {
  // Renewals are a second apart, so at some of these times the others have not renewed since it joined.
  it.each([0, 250, 500, 750])('is known to the others, %d ms after a renewal', async (phaseMs) => {
    const fleet = new Fleet();
    const [a, b] = [fleet.join(), fleet.join()];
    for (const one of [a, b]) void fleet.push(one, Number.POSITIVE_INFINITY);
    await fleet.clock.advance(7_000 + phaseMs);
    const late = fleet.join();
    await fleet.clock.advance(5);
    fleet.store.away = true;
    void fleet.push(late, Number.POSITIVE_INFINITY);
    await fleet.clock.advance(12_000);
    for (const one of [a, b, late]) expect(one.held).toBe(LIMIT / 3);
    expect(fleet.server.exceeded).toBe(0);
  });
});
