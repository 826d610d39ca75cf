import fc from 'fast-check';
import { it } from 'vitest';

const FULL = 10_000;
const QUICK = 200;
/** For a full run on a machine that is busy with other things. */
const TIMEOUT_MS = 300_000;

function runsOf({ CI, EVENKEEL_PROPERTY_RUNS: told }: NodeJS.ProcessEnv): number {
  if (told === undefined || told === '') return CI ? FULL : QUICK;
  if (!/^[1-9]\d*$/.test(told)) {
    throw new RangeError(`EVENKEEL_PROPERTY_RUNS is "${told}": give a whole number of at least 1.`);
  }
  return Number(told);
}

/** How often each property is tried: 10,000 times where `CI` is set, else 200, unless EVENKEEL_PROPERTY_RUNS says. */
const numRuns = runsOf(process.env);

/**
 * A test that `holds` for all of `values`, as far as can be tried. A failure tells its seed and path, which replay it.
 *
 * @param examples tried first, always: what was once a counterexample
 */
export function property<T>(
  what: string,
  values: fc.Arbitrary<T>,
  holds: (value: T) => Promise<void> | void,
  examples: readonly T[] = [],
): void {
  it(what, { timeout: TIMEOUT_MS }, () =>
    fc.assert(
      fc.asyncProperty(values, async (value) => holds(value)),
      { numRuns, examples: examples.map((value): [T] => [value]) },
    ),
  );
}
