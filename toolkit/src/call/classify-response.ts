import type {
  BodyMatch,
  Classification,
  FieldMatch,
  ResponseMemory,
  ResponseRule,
  Rule,
  ShouldRetry,
  StatusMatch,
  TransportFailure,
} from '../contract/rule.ts';
import { isThere, type Scalar, scalarAt } from '../http/body-path.ts';
import type { HintedResponse } from '../http/read-hints.ts';

/** What no rule decides. */
export const permanent: Classification = { class: 'permanent', retry: /* seam: unknown-is-final */ false };

export interface ResponseRules {
  rules: readonly Rule[];
  shouldRetry: ShouldRetry | null;
}

/**
 * What the first rule that fits says of a response; whether it is retried, the response itself may say, if the contract
 * has a header for that. Call it once for each response: it remembers what the response says.
 */
export function classifyResponse(
  { rules, shouldRetry }: ResponseRules,
  response: HintedResponse,
  memory: ResponseMemory,
): Classification {
  const rule =
    rules.find((each): each is ResponseRule => 'status' in each && fits(each, response, memory)) ?? permanent;
  if (shouldRetry === null || rule.class === 'ok') return rule;
  const said = response.header(shouldRetry.header)?.trim().toLowerCase();
  if (said === shouldRetry.yes.toLowerCase()) return { ...rule, retry: /* seam: should-retry */ true };
  return said === shouldRetry.no.toLowerCase() ? { ...rule, retry: /* seam: should-not-retry */ false } : rule;
}

export function classifyFailure(rules: readonly Rule[], failure: TransportFailure): Classification {
  return (
    rules.find((rule) => 'failure' in rule && /* seam: rule-for-a-failure */ rule.failure === failure) ?? permanent
  );
}

function fits(rule: ResponseRule, response: HintedResponse, memory: ResponseMemory): boolean {
  const { status, header, body } = rule;
  return (
    within(status, response.status) &&
    (header === undefined || /* seam: rule-on-a-header */ matches(header, response.header(header.name))) &&
    (body === undefined || says(rule, body, response.json(), memory))
  );
}

function within(match: StatusMatch, status: number): boolean {
  const [from, to] = typeof match === 'number' ? [match, match] : match;
  return status >= from && status <= to;
}

function says(rule: Rule, match: BodyMatch, json: unknown, memory: ResponseMemory): boolean {
  if ('exists' in match) return /* seam: field-is-there */ isThere(json, match.path) === match.exists;
  const value = scalarAt(json, match.path);
  if (!('unchanged' in match)) return matches(match, value);
  return value !== undefined && memory.unchanged(rule, value);
}

function matches(match: Exclude<FieldMatch, { unchanged: true }>, value: Scalar | undefined): boolean {
  if ('exists' in match) return (value !== undefined) === match.exists;
  if (value === undefined) return false;
  if ('contains' in match) return /* seam: part-of-a-text */ String(value).includes(match.contains);
  const { equals } = match;
  return Array.isArray(equals)
    ? /* seam: one-of-the-values */ equals.includes(value)
    : /* seam: equal-field */ equals === value;
}
