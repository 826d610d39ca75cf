/** Where two JSON values differ; `path` is empty where they do as wholes. */
export interface Difference {
  path: string;
  got: unknown;
  expected: unknown;
}

/** All places where two JSON values differ. */
export function differences(got: unknown, expected: unknown, path = ''): Difference[] {
  if (Object.is(got, expected)) return [];
  if (!isBranch(got) || !isBranch(expected) || Array.isArray(got) !== Array.isArray(expected)) {
    return [{ path, got, expected }];
  }
  const keys = [...new Set([...Object.keys(expected), ...Object.keys(got)])];
  return keys.flatMap((key) => {
    const below = Array.isArray(expected) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
    return differences(got[key], expected[key], below);
  });
}

const isBranch = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** How much of a value a sentence has room for. */
const MOST_SHOWN = 120;
const MOST_TOLD = 3;

/**
 * What differs, in one line; empty where nothing does.
 * @param measure what it was held to
 */
export function tellDifferences(found: readonly Difference[], measure = 'plain fetch'): string {
  const told = found.slice(0, MOST_TOLD).map(({ path, got, expected }) => {
    return `${path || 'all of it'}: ${shown(got)}, ${measure} ${shown(expected)}`;
  });
  const rest = found.length - told.length;
  return [...told, ...(rest > 0 ? [`and ${rest} more`] : [])].join('; ');
}

function shown(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text;
}
