import type { Hint } from '@evenkeel/toolkit/providers';
import type { ClientSetup } from '../../contestant.ts';
import { remaining } from '../hints/dialects.fixture.ts';

/** Points of which a call costs two; answers may tell how many a window has, and never how many are left. */
export function pointsOf(limit: number, windowMs: number): Pick<ClientSetup, 'quotas' | 'hints'> {
  const left: Hint = { ...remaining, header: 'x-points-left', unit: 'points' };
  return {
    quotas: [{ unit: 'points', limit, windowMs, costs: { safe: 2 } }],
    hints: [left, { ...left, header: 'x-points', means: 'limit' }],
  };
}

export const tellPoints = (limit: number): { headers: Record<string, string> } => ({
  headers: { 'x-points': String(limit) },
});
