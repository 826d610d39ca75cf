import type { ProviderContract } from '../contract/contract.ts';
import type { Operation } from '../contract/operation.ts';

/** An operation, as a request is known by it. */
export interface OperationRoute {
  name: string;
  /** Whether costs are read from what is sent. */
  readsPayload: boolean;
  /** Whether the body of a response of such a status says something of limits, costs or its meaning. */
  readsBody: (status: number) => boolean;
}

interface Pattern extends OperationRoute {
  method: string;
  /** As long as what the path says outside of its parameters. */
  literal: number;
  names: readonly string[];
  whole: RegExp;
  /** Of a path that begins with that of a base URL. */
  atEnd: RegExp;
}

/** Finds the operation of a request, and the values of its path's parameters. */
export type FindOperation = (
  method: string,
  path: string,
) => { route: OperationRoute; params: Readonly<Record<string, string>> } | undefined;

const parameter = /\{(\+?)(\w+)\}/g;
const special = /[.*+?^${}()|[\]\\/]/g;

/** Of several operations the one that says most of the path is found. */
export function routesOf(contract: ProviderContract): FindOperation {
  const patterns = Object.entries(contract.operations)
    .flatMap(([name, operation]) => ('via' in operation ? [] : [patternOf(contract, name, operation)]))
    .sort((one, other) => other.literal - one.literal);
  return (method, path) => {
    const candidates = patterns.filter((pattern) => pattern.method === method);
    for (const form of ['whole', 'atEnd'] as const) {
      for (const pattern of candidates) {
        const match = pattern[form].exec(path);
        if (match === null) continue;
        const [, ...values] = match;
        const params = Object.fromEntries(pattern.names.map((name, at) => [name, decoded(values[at] ?? '')]));
        return { route: pattern, params };
      }
    }
    return undefined;
  };
}

function patternOf(contract: ProviderContract, name: string, operation: Operation): Pattern {
  const { method, path, costs } = operation;
  const names: string[] = [];
  let source = '';
  let literal = 0;
  let at = 0;
  const take = (text: string): void => {
    literal += text.length;
    source += text.replace(special, '\\$&');
  };
  for (const match of path.matchAll(parameter)) {
    const [whole, many, parameterName] = match;
    take(path.slice(at, match.index));
    source += many === '' ? '([^/]+)' : '(.+)';
    names.push(String(parameterName));
    at = match.index + whole.length;
  }
  take(path.slice(at));
  const readsPayload = Object.values(costs).some((cost) => typeof cost !== 'number');
  const ofStatus = bodyReaders(contract);
  return {
    ...{ name, method, literal, names, readsPayload },
    readsBody: (status) => (readsPayload && status < 400) || ofStatus(status),
    whole: new RegExp(`^${source}$`),
    atEnd: new RegExp(`${source}$`),
  };
}

/** Whether a rule, or a hint, looks into the body of a response of a status. */
function bodyReaders({ rules, hints }: Pick<ProviderContract, 'rules' | 'hints'>): (status: number) => boolean {
  const inBodies = hints.filter(({ body }) => body !== undefined);
  const ranges = rules.flatMap((rule) => ('body' in rule && rule.body !== undefined ? [rule.status] : []));
  return (status) =>
    ranges.some((range) => (typeof range === 'number' ? range === status : range[0] <= status && status <= range[1])) ||
    inBodies.some(({ sentOn }) => sentOn === 'all' || status >= 400);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
