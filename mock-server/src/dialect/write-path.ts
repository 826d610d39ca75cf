import { type PathStep, parseBodyPath } from '@evenkeel/toolkit/providers';

type Node = Record<string, unknown> | unknown[];

/**
 * Puts a value into a JSON body, at a path of the contract; see parseBodyPath. Objects and list elements that it leads
 * through are made, so that a client that reads the path finds the value.
 */
export function writeAtPath(body: Record<string, unknown>, path: string, value: unknown): void {
  const steps = parseBodyPath(path) ?? [];
  let at: Node = body;
  for (const [index, step] of steps.entries()) {
    const next = steps[index + 1];
    const last = next === undefined;
    const key = keyOf(at, step);
    const known = Reflect.get(at, key);
    const child = last ? value : isNode(known, next) ? known : 'name' in next ? {} : [];
    Reflect.set(at, key, child);
    at = child as Node;
  }
}

/** Where a step leads: a field's name, a position, or that of the element that meets the condition, which is made. */
function keyOf(at: Node, step: PathStep): string | number {
  if ('name' in step) return step.name;
  if ('at' in step) return step.at;
  const list = at as unknown[];
  const wanted = 'is' in step ? step.is : step.holds;
  const found = list.findIndex(
    (element) => typeof element === 'object' && element !== null && Reflect.get(element, step.where) === wanted,
  );
  if (found !== -1) return found;
  return list.push({ [step.where]: wanted }) - 1;
}

const isNode = (value: unknown, next: PathStep): value is Node =>
  'name' in next ? typeof value === 'object' && value !== null && !Array.isArray(value) : Array.isArray(value);
