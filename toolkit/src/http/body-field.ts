/**
 * A field of a JSON body.
 *
 * @param path field names, separated by dots
 * @returns undefined if the body is not JSON or has no such field with a string, a number or a boolean
 */
export function bodyField(body: string, path: string): string | number | boolean | undefined {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return undefined;
  }
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return typeof value === 'string' ||
    /* seam: number-in-a-body */ typeof value === 'number' ||
    typeof value === 'boolean'
    ? value
    : undefined;
}
