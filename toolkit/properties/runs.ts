import fc from 'fast-check';
import { it } from 'vitest';

/*
 * How all properties in the repository are played.
 *
 * By default each property plays its committed counterexamples, and then values of a committed seed: the same in every
 * run, so that nothing passes or fails by luck. The deep form (`npm run test:deep`) plays many fresh random values; a
 * violation that it finds is a bug, and its counterexample is committed as an example beside the property.
 *
 * EVENKEEL_PROPERTY_RUNS=10000 asks for the deep form, with so many runs of each property. A failure prints its seed
 * and path; EVENKEEL_PROPERTY_SEED=... beside it plays the values of that seed again.
 */

/** How many values a property plays by default; a slow one asks for fewer, and plays fewer in the deep form as well. */
const RUNS = 200;
const SEED = 1;
/** How many draws a test of a distribution takes, if each draw is a whole call. */
export const sampleSize = process.env.EVENKEEL_PROPERTY_RUNS ? 10_000 : 1_000;
/** For a machine that is busy with other things. */
export const TIMEOUT_MS = 300_000;
const TIMEOUT_PER_RUN_MS = 60;

interface Runs<Values> {
  numRuns?: number;
  /** Committed values that are always tried first: those on which the property once failed. */
  examples?: readonly Values[];
}

/** What `fc.assert()` takes beside a property. Lint makes sure that every property gets it. */
export function runs<Values extends unknown[] = never[]>({
  numRuns = RUNS,
  examples = [],
}: Runs<Values> = {}): fc.Parameters<Values> {
  const deep = wholeNumber('EVENKEEL_PROPERTY_RUNS', 1);
  const seed = wholeNumber('EVENKEEL_PROPERTY_SEED');
  return {
    numRuns: deep === undefined ? numRuns : Math.max(numRuns, Math.ceil(deep * Math.min(1, numRuns / RUNS))),
    ...(deep === undefined && { seed: SEED }),
    ...(seed !== undefined && { seed }),
    examples: [...examples],
  };
}

/** A test that `holds` passes for all of `values`, as far as that can be tried. */
export function property<T>(
  what: string,
  values: fc.Arbitrary<T>,
  holds: (value: T) => Promise<void> | void,
  examples: readonly T[] = [],
): void {
  const { numRuns = 0 } = runs();
  it(what, { timeout: Math.max(TIMEOUT_MS, numRuns * TIMEOUT_PER_RUN_MS) }, () =>
    fc.assert(
      fc.asyncProperty(values, async (value) => holds(value)),
      runs({ examples: examples.map((value): [T] => [value]) }),
    ),
  );
}

function wholeNumber(name: string, least = Number.MIN_SAFE_INTEGER): number | undefined {
  const told = process.env[name];
  if (told === undefined || told === '') return undefined;
  const value = Number(told);
  if (!/^-?\d+$/.test(told) || value < least) {
    throw new RangeError(`${name} is "${told}": give a whole number${least > 0 ? ` of at least ${least}` : ''}.`);
  }
  return value;
}
