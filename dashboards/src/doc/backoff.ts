import type { ProviderContract } from '@evenkeel/toolkit/providers';
import { spellDuration } from '../format.ts';
import type { Mark } from './pointer.ts';

type Backoff = ProviderContract['retry']['backoff'];
/** Completes the text of one field, such as with a mark. */
type Part = (text: string, field: string) => string;

function formula(backoff: Backoff, part: Part): string {
  if (backoff.kind === 'uniform') {
    const { minMs, maxMs } = backoff;
    return `uniform(${part(spellDuration(minMs), 'minMs')}, ${part(spellDuration(maxMs), 'maxMs')})`;
  }
  const base = part(spellDuration(backoff.baseMs), 'baseMs');
  const cap = part(spellDuration(backoff.capMs), 'capMs');
  if (backoff.kind === 'decorrelated-jitter') return `min(uniform(${base}, the delay before × 3), ${cap})`;
  const growing = `${base} × ${backoff.factor === undefined ? 2 : part(String(backoff.factor), 'factor')}^n`;
  // Comes first: at the end, its mark would look like one for the whole formula.
  const from = part(`n from ${backoff.firstExponent}`, 'firstExponent');
  if (backoff.kind === 'equal-jitter') return `${from}: uniform(1/2, 1) × min(${growing}, ${cap})`;
  if (backoff.kind === 'full-jitter') return `${from}: uniform(0, min(${growing}, ${cap}))`;
  const jitter = part(spellDuration(backoff.jitterMs), 'jitterMs');
  return `${from}: min(${growing} + uniform(0, ${jitter}), ${cap})`;
}

/**
 * A backoff as a formula; `n` counts the retries. `path` is where the backoff is in the contract: it gets one mark if
 * all of it is ours, otherwise a mark for each number that is.
 */
export function spellBackoff(backoff: Backoff, mark: Mark, ...path: (string | number)[]): string {
  const plain = formula(backoff, (text) => text);
  const whole = mark(plain, ...path);
  return whole === plain ? formula(backoff, (text, field) => mark(text, ...path, field)) : whole;
}
