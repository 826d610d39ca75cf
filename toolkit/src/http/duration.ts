const unitMs: Readonly<Record<string, number>> = {
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1_000,
  ms: 1,
  us: 1e-3,
  µs: 1e-3,
  ns: 1e-6,
};

const part = /(\d{1,12}(?:\.\d{1,9})?)(d|h|ms|m|s|us|µs|ns)/y;

/**
 * Reads a duration as Go and protobuf's JSON write it: `1s`, `6m0s`, `12ms`, `34.07s`, `10h17m5.7s`. Each unit stands
 * at most once, a larger one before a smaller one.
 *
 * @returns milliseconds; undefined if malformed
 */
export function parseDuration(text: string): number | undefined {
  let totalMs = 0;
  let smallestMs = Number.POSITIVE_INFINITY;
  for (let at = 0; at < text.length || at === 0; at = part.lastIndex) {
    part.lastIndex = at;
    const [, number, unit = ''] = part.exec(text) ?? [];
    const ofUnitMs = unitMs[unit];
    if (number === undefined || ofUnitMs === undefined || ofUnitMs >= smallestMs) return undefined;
    smallestMs = ofUnitMs;
    totalMs += /* seam: parts-of-a-duration */ Number(number) * ofUnitMs;
  }
  return totalMs;
}
