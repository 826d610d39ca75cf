/** A step of a path: a field, a position, or the element of a list whose field is, or holds, a text. */
export type PathStep =
  | { name: string }
  | { at: number }
  | { where: string; is: string }
  | { where: string; holds: string };

const separator = /\./y;
// A dot, a bracket and a backslash in a name are written with a backslash before them.
const fieldName = /(?:[^.[\]\\]|\\.)+/y;
const position = /\[(\d{1,6})\]/y;
const condition = /\[((?:[^=~[\]\\]|\\.)+)([=~])((?:[^[\]\\]|\\.)+)\]/y;

const unescaped = (text: string): string => text.replaceAll(/\\(.)/g, '$1');

/**
 * Reads a path such as `error.details[@type~RetryInfo].retryDelay`: names separated by dots; behind one, in brackets, a
 * position from 0, `field=value` for the elements whose field is the value, or `field~part` for those whose field holds
 * the part.
 *
 * @returns undefined for a text that is no path
 */
export function parseBodyPath(text: string): readonly PathStep[] | undefined {
  const steps: PathStep[] = [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const matched = pattern.exec(text);
    at += matched?.[0].length ?? 0;
    return matched;
  };
  for (;;) {
    const [name] = take(fieldName) ?? [];
    if (name === undefined) return undefined;
    steps.push({ name: unescaped(name) });
    for (;;) {
      const [, index] = take(position) ?? [];
      if (index !== undefined) {
        steps.push({ at: Number(index) });
        continue;
      }
      const [, where, sign, value] = take(condition) ?? [];
      if (where === undefined || value === undefined) break;
      steps.push(sign === '=' ? { where, is: unescaped(value) } : { where, holds: unescaped(value) });
    }
    if (at === text.length) return steps;
    if (take(separator) === null) return undefined;
  }
}

export type Scalar = string | number | boolean;

/** The steps of the paths that were read; there are as many as the contracts in use have. */
const known = new Map<string, readonly PathStep[]>();

/**
 * A field of a JSON value. Where a condition fits several elements, the first one counts in which the rest of the path
 * leads somewhere.
 *
 * @param path see {@link parseBodyPath}
 * @returns undefined if there is no such field with a string, a number or a boolean
 */
export function scalarAt(value: unknown, path: string): Scalar | undefined {
  return at(value, path, isScalar);
}

/** Whether a path leads to anything but null, be it an object or a list. */
export const isThere = (value: unknown, path: string): boolean => at(value, path, isSomething) !== undefined;

const isScalar = (value: unknown): value is Scalar =>
  typeof value === 'string' || /* seam: number-in-a-body */ typeof value === 'number' || typeof value === 'boolean';

const isSomething = (value: unknown): value is NonNullable<unknown> => value !== undefined && value !== null;

type Is<T> = (value: unknown) => value is T;

/** The first value at the end of the path that is one of those looked for. */
function at<T>(value: unknown, path: string, is: Is<T>): T | undefined {
  let steps = known.get(path);
  if (steps === undefined) {
    steps = parseBodyPath(path) ?? [];
    known.set(path, steps);
  }
  return steps.length === 0 ? undefined : follow(value, steps, is);
}

function follow<T>(value: unknown, steps: readonly PathStep[], is: Is<T>, from = 0): T | undefined {
  const step = steps[from];
  if (step === undefined) return is(value) ? value : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  if ('name' in step) return Array.isArray(value) ? undefined : follow(own(value, step.name), steps, is, from + 1);
  if (!Array.isArray(value)) return undefined;
  if ('at' in step) return follow(/* seam: position-in-a-list */ value[step.at], steps, is, from + 1);
  for (const element of value) {
    if (!fits(element, step)) continue;
    const found = follow(element, steps, is, from + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

function fits(element: unknown, step: Extract<PathStep, { where: string }>): boolean {
  const field = scalarAt(element, step.where)?.toString();
  if (field === undefined) return false;
  return 'is' in step ? field === step.is : /* seam: part-of-a-field */ field.includes(step.holds);
}

function own(value: object, name: string): unknown {
  return Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
}
