import fc from 'fast-check';
import { it } from 'vitest';

/*
 * How properties are played, all over the repository.
 *
 * By default each plays its committed counterexamples, and then values of a committed seed: the same in every run, so
 * that nothing lands or fails by luck. The deep form (`npm run test:deep`) plays fresh random values, and many of them;
 * a violation that it finds is a bug, and its counterexample is committed as an example beside the property.
 *
 * EVENKEEL_PROPERTY_RUNS=10000 asks for the deep form, with so many runs of each property. A failure prints seed and
 * path; EVENKEEL_PROPERTY_SEED=... beside it plays the values of that seed again.
 */

/** What a property plays by default; one that says fewer is slow, and plays fewer in the deep form as well. */
const RUNS = 200;
const SEED = 1;
/** How many draws a distribution is told by, where each draw is a whole call. */
export const sampleSize = process.env.EVENKEEL_PROPERTY_RUNS ? 10_000 : 1_000;
/** For a machine that is busy with other things. */
const TIMEOUT_MS = 300_000;
const TIMEOUT_PER_RUN_MS = 60;

interface Runs<Values> {
  numRuns?: number;
  /** Committed values to be tried first, always: those that the property once failed on. */
  examples?: readonly Values[];
}

/** What `fc.assert()` takes beside a property. Lint sees to it that all properties are given them. */
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

/** A test that `holds` for all of `values`, as far as can be tried. */
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
