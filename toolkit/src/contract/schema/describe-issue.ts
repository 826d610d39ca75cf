import type * as v from 'valibot';
import { show } from '../../errors/errors.ts';

const LONGEST_VALUE = 100;

export function describeIssue(issue: v.BaseIssue<unknown>): string {
  const pointer = `/${(issue.path ?? []).map(({ key }) => String(key)).join('/')}`;
  const last = issue.path?.at(-1);
  // Of a field that is not known, valibot takes its name for what was given.
  const value = show(last?.type === 'object' ? last.value : issue.input);
  const shown = value.length > LONGEST_VALUE ? `${value.slice(0, LONGEST_VALUE)}...` : value;
  return `${pointer} is ${shown}: ${remedy(issue)}.`;
}

/** What valibot expects, by its own names. */
const expectations: Readonly<Record<string, string>> = {
  string: 'give text',
  number: 'give a number',
  boolean: 'give true or false',
  Array: 'give a list',
  Object: 'give an object',
};

function remedy({ message, expected }: v.BaseIssue<unknown>): string {
  // A message of valibot's own quotes the value and no remedy; ours say what to give.
  if (!message.startsWith('Invalid ') || expected === null) return message;
  return expectations[expected] ?? `give ${expected.replaceAll(/[()]/g, '').replaceAll(' | ', ' or ')}`;
}
