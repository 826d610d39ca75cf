import { OptionError } from '../../errors/errors.ts';

/** A delay that grows with each retry; n counts from `firstExponent`. */
export interface Growth {
  baseMs: number;
  /** At least 1. Default 2. */
  factor?: number;
  capMs: number;
  firstExponent: 0 | 1;
}

/** How long to wait before the next attempt. Durations in milliseconds. */
export type Backoff =
  /** uniform(0, min(base * factor^n, cap)); AWS Architecture Blog, "Exponential Backoff And Jitter", 2015. */
  | ({ kind: 'full-jitter' } & Growth)
  /** t/2 + uniform(0, t/2), where t = min(base * factor^n, cap); from the same article. */
  | ({ kind: 'equal-jitter' } & Growth)
  /** min(base * factor^n + uniform(0, jitter), cap). */
  | ({ kind: 'additive-jitter'; jitterMs: number } & Growth)
  /** min(uniform(base, previous delay * 3), cap), where the first previous delay is base; from the same article. */
  | { kind: 'decorrelated-jitter'; baseMs: number; capMs: number }
  /** uniform(min, max). */
  | { kind: 'uniform'; minMs: number; maxMs: number };

/**
 * The delay before a retry, in milliseconds.
 *
 * @param retry counts retries from 0: 0 before the second attempt
 * @param random uniform in [0, 1)
 * @param previousMs what this returned before the call's last retry, if there was one; only decorrelated jitter uses
 * it. Leave out a delay that the server told: a long one would make all later ones long
 */
export function backoffDelayMs(backoff: Backoff, retry: number, random: () => number, previousMs = 0): number {
  switch (backoff.kind) {
    case 'full-jitter':
      return random() * Math.min(grown(backoff, retry), backoff.capMs);
    case 'equal-jitter': {
      const halfMs = Math.min(grown(backoff, retry), backoff.capMs) / 2;
      return halfMs + random() * halfMs;
    }
    case 'additive-jitter':
      return Math.min(
        grown(backoff, retry) + /* seam: backoff-jitter */ random() * backoff.jitterMs,
        /* seam: backoff-cap */ backoff.capMs,
      );
    case 'decorrelated-jitter': {
      // A previous delay below the base came from another backoff, or there was none.
      const upToMs = Math.max(previousMs, backoff.baseMs) * 3;
      return Math.min(backoff.baseMs + random() * (upToMs - backoff.baseMs), backoff.capMs);
    }
    case 'uniform':
      return backoff.minMs + random() * (backoff.maxMs - backoff.minMs);
  }
}

function grown({ baseMs, factor = 2, firstExponent }: Growth, retry: number): number {
  return baseMs * /* seam: backoff-growth */ factor ** (retry + firstExponent);
}

const growing = ['baseMs', 'capMs', 'firstExponent'];

/** The numbers that a backoff must have, by its kind. */
const fields: Record<Backoff['kind'], readonly string[]> = {
  'full-jitter': growing,
  'equal-jitter': growing,
  'additive-jitter': ['jitterMs', ...growing],
  'decorrelated-jitter': ['baseMs', 'capMs'],
  uniform: ['minMs', 'maxMs'],
};

/**
 * @throws OptionError naming `option`, if its kind, or a name, is unknown, one of its numbers is missing or not at
 * least 0, its factor is below 1, or minMs is above maxMs
 */
export function requireBackoff(option: string, backoff: Backoff): Backoff {
  if (!Object.hasOwn(fields, backoff.kind)) {
    throw new OptionError(`${option}.kind`, `give one of ${Object.keys(fields).join(', ')}.`, backoff.kind);
  }
  const numbers = backoff as unknown as Record<string, unknown>;
  for (const name of fields[backoff.kind]) {
    const value = numbers[name];
    if (!Number.isFinite(value) || Number(value) < 0) {
      throw new OptionError(`${option}.${name}`, 'give a number of at least 0.', value);
    }
  }
  const known = ['kind', ...fields[backoff.kind], ...('firstExponent' in backoff ? ['factor'] : [])];
  const unknown = Object.keys(backoff).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new OptionError(`${option}.${unknown}`, `there is no such option; there are ${known.join(', ')}.`);
  }
  if ('factor' in backoff && backoff.factor !== undefined && !(backoff.factor >= 1)) {
    throw new OptionError(`${option}.factor`, 'give a number of at least 1.', backoff.factor);
  }
  if (backoff.kind === 'uniform' && backoff.minMs > backoff.maxMs) {
    throw new OptionError(`${option}.minMs`, `give at most maxMs, which is ${backoff.maxMs}.`, backoff.minMs);
  }
  return backoff;
}
