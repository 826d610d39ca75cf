import type { ProviderContract } from '@evenkeel/toolkit/providers';
import { spellDuration } from '../format.ts';

type Backoff = ProviderContract['retry']['backoff'];

/** A backoff as the formula that it is; `n` counts the retries. */
export function spellBackoff(backoff: Backoff): string {
  const ms = spellDuration;
  switch (backoff.kind) {
    case 'uniform':
      return `uniform(${ms(backoff.minMs)}, ${ms(backoff.maxMs)})`;
    case 'full-jitter':
      return `uniform(0, min(${ms(backoff.baseMs)} × 2^n, ${ms(backoff.capMs)})), n from ${backoff.firstExponent}`;
    case 'additive-jitter':
      return `min(${ms(backoff.baseMs)} × 2^n + uniform(0, ${ms(backoff.jitterMs)}), ${ms(backoff.capMs)}), n from ${backoff.firstExponent}`;
  }
}
