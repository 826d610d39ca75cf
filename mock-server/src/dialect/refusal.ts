import { parseBodyPath, type ResponseRule, type Rule } from '@evenkeel/toolkit/providers';
import { classOf } from './class-of.ts';
import { writeAtPath } from './write-path.ts';

/** How a response looks that a contract's rule is about. */
export interface Looks {
  status: number;
  headers: Readonly<Record<string, string>>;
  /** Values of the body, by their paths. */
  fields: readonly (readonly [path: string, value: unknown])[];
}

type Match = NonNullable<ResponseRule['body'] | ResponseRule['header']>;

/** A value that meets a rule's condition; undefined where the field must not be there. */
function valueFor(match: Match): unknown {
  if ('equals' in match) return Array.isArray(match.equals) ? match.equals[0] : match.equals;
  if ('contains' in match) return match.contains;
  if ('exists' in match) return match.exists ? there(match) : undefined;
  return 'unchanged';
}

/** Any value; of the very field by which the path chooses an element of a list, the one that it chooses. */
function there(match: Match): string {
  const [chosen, last] = ('path' in match ? (parseBodyPath(match.path) ?? []) : []).slice(-2);
  if (chosen === undefined || last === undefined || !('where' in chosen && 'name' in last)) return 'there';
  if (chosen.where !== last.name) return 'there';
  return 'is' in chosen ? chosen.is : chosen.holds;
}

/**
 * How the API refuses by a limit, as the first of its rules about that says which no earlier rule hides; a 429 where
 * none does. A refusal with an error's status comes before one inside a success, which an answer without a body can't
 * tell.
 */
export function refusalOf(rules: readonly Rule[]): Looks {
  const looks = rules
    .filter((each): each is ResponseRule => 'status' in each && each.class === 'throttled')
    .flatMap(looksOf)
    .filter((each) => classOf(rules, { ...each, body: bodyOf(each) }) === 'throttled');
  return looks.find(({ status }) => status >= 400) ?? looks[0] ?? { status: 429, headers: {}, fields: [] };
}

/** The responses, by their status, that a rule is about. */
function looksOf({ status, header, body }: ResponseRule): Looks[] {
  const [from, to] = typeof status === 'number' ? [status, status] : status;
  const inHeader = header && valueFor(header);
  const inBody = body && valueFor(body);
  const headers = header === undefined || inHeader === undefined ? {} : { [header.name]: String(inHeader) };
  const fields = body === undefined || inBody === undefined ? [] : ([[body.path, inBody]] as const);
  return Array.from({ length: to - from + 1 }, (_, above) => ({ status: from + above, headers, fields }));
}

function bodyOf({ fields }: Looks): object {
  const body = {};
  for (const [path, value] of fields) writeAtPath(body, path, value);
  return body;
}

const refusing: readonly string[] = ['throttled', 'overloaded', 'quota'];

/** The statuses, from and to, that mean a refusal for limits or load. A success may mean one only by what it says. */
export function refusingStatuses(rules: readonly Rule[]): [number, number][] {
  return rules.flatMap((rule): [number, number][] => {
    if (!('status' in rule) || !refusing.includes(rule.class)) return [];
    const [from, to] = typeof rule.status === 'number' ? [rule.status, rule.status] : rule.status;
    return from < 300 ? [] : [[from, to]];
  });
}
