import type { Cost, FieldMatch, Hint, Operation, ProviderContract, Rule } from '@evenkeel/toolkit/providers';
import { spellDuration, spellList } from '../format.ts';
import { spellBackoff } from './backoff.ts';
import type { Mark } from './pointer.ts';
import { code, table } from './table.ts';

type Cache = NonNullable<Operation['cache']>;
type Column = [head: string, cell: (operation: Operation, at: readonly [string, string]) => string];

/** The columns. A setting that few contracts have gets a column only if one of the operations has it. */
function operationColumns(wire: readonly [string, Operation][], mark: Mark): Column[] {
  const names = wire.map(([name]) => name);
  const operations = wire.map(([, operation]) => operation);
  const columns: Column[] = [
    ['Request', ({ method, path }, at) => mark(code(`${method} ${path}`), ...at, 'path')],
    ['A repeat is', ({ idempotency }, at) => mark(idempotencies[idempotency], ...at, 'idempotency')],
    ['Attempt timeout', ({ attemptTimeoutMs }, at) => mark(spellDuration(attemptTimeoutMs), ...at, 'attemptTimeoutMs')],
    ['Call deadline', ({ deadlineMs }, at) => mark(spellDuration(deadlineMs), ...at, 'deadlineMs')],
  ];
  if (operations.some(({ group }, index) => group !== names[index])) {
    columns.push(['Counted as', ({ group }, at) => mark(code(group), ...at, 'group')]);
  }
  if (operations.some(({ costs }) => spellCosts(costs) !== ONE_REQUEST)) {
    columns.push(['Takes', ({ costs }, at) => mark(spellCosts(costs), ...at, 'costs')]);
  }
  if (operations.some(({ permissions }) => permissions.length > 0)) {
    columns.push([
      'The key needs',
      ({ permissions }, at) =>
        mark(permissions.length === 0 ? 'nothing more' : permissions.map(code).join(', '), ...at, 'permissions'),
    ]);
  }
  if (operations.some(({ cache }) => cache !== undefined)) {
    columns.push(['An answer is kept', ({ cache }, at) => (cache === undefined ? 'no' : spellCache(cache, mark, at))]);
  }
  columns.push([
    "Mock server's service time",
    ({ emulate: { latencyMedianMs, latencySigma } }, at) =>
      mark(`lognormal, median ${spellDuration(latencyMedianMs)}, sigma ${latencySigma}`, ...at, 'emulate'),
  ]);
  return columns;
}

const ONE_REQUEST = '1 request';

const singulars: Readonly<Record<string, string>> = { requests: 'request', jobs: 'job', tokens: 'token' };

/** What an operation takes of each unit, in words. */
function spellCosts(costs: Operation['costs']): string {
  const taken = Object.entries(costs).map(
    ([unit, cost]) => `${spellCost(cost)} ${cost === 1 ? (singulars[unit] ?? unit) : unit}`,
  );
  return taken.length === 0 ? 'nothing' : spellList(taken, 'and');
}

function spellCost(cost: Cost): string {
  if (typeof cost === 'number') return String(cost);
  const { estimate } = cost;
  if (typeof estimate === 'number') return `about ${estimate}`;
  return 'request' in estimate ? `${code(estimate.request)} of the request in` : `by ${code(estimate.estimator)},`;
}

const idempotencies = { safe: 'safe', key: 'safe with its key', none: 'made only when it was throttled' } as const;

function spellCache({ ttlMs, minIntervalMs }: Cache, mark: Mark, at: readonly string[]): string {
  const kept = `${spellDuration(ttlMs)}; asked again after ${spellDuration(minIntervalMs)} at the earliest`;
  return mark(kept, ...at, 'cache');
}

function operations(contract: ProviderContract, mark: Mark): string {
  const trips = Object.entries(contract.operations).flatMap(([name, operation]): [string, Operation][] =>
    'via' in operation ? [] : [[name, operation]],
  );
  const columns = operationColumns(trips, mark);
  const rows = Object.entries(contract.operations).map(([name, operation]) => {
    if ('via' in operation) {
      return [code(name), `as ${code(operation.via)}, counted apart`, ...columns.slice(1).map(() => '')];
    }
    return [code(name), ...columns.map(([, cell]) => cell(operation, ['operations', name]))];
  });
  return table(['Operation', ...columns.map(([head]) => head)], rows);
}

/** What a hint has that most do not. */
function spellPeculiar({ policies = [], untold = [], atLeastMs, renews }: Hint): string {
  return [
    ...(policies.length > 0 ? [`only of the policies ${spellList(policies.map(code), 'and')}`] : []),
    ...(untold.length > 0
      ? [
          `${spellList(
            untold.map((value) => code(String(value))),
            'and',
          )} tell nothing`,
        ]
      : []),
    ...(atLeastMs === undefined ? [] : [`at least ${spellDuration(atLeastMs)}`]),
    ...(renews === 'some' ? ['some of it is renewed'] : []),
  ].join('; ');
}

function hints(contract: ProviderContract, mark: Mark): string {
  const isPlain = contract.hints.every((hint) => spellPeculiar(hint) === '');
  return table(
    ['Hint', 'In', 'Means', 'Of', 'Format', 'Sent on', 'Obeyed on', ...(isPlain ? [] : ['And'])],
    contract.hints.map((hint, index) => [
      mark(code(hint.header ?? hint.body), 'hints', index),
      hint.header === undefined ? 'body' : 'header',
      hint.means,
      hint.unit,
      hint.format,
      hint.sentOn === 'all' ? 'all responses' : 'refusals',
      hint.obeyedOn.length === 0 ? 'never' : hint.obeyedOn.join(', '),
      ...(isPlain ? [] : [spellPeculiar(hint)]),
    ]),
  );
}

function spellCondition(rule: Rule): string {
  if ('failure' in rule) return `no response: ${rule.failure}`;
  const status = code([rule.status].flat().join(' to '));
  const conditions = [
    ...(rule.header === undefined ? [] : [`the header ${code(rule.header.name)} ${spellMatch(rule.header)}`]),
    ...(rule.body === undefined ? [] : [`${code(rule.body.path)} ${spellMatch(rule.body)}`]),
  ];
  return conditions.length === 0 ? status : `${status}, where ${conditions.join(' and ')}`;
}

function spellMatch(match: FieldMatch): string {
  if ('equals' in match)
    return `is ${[match.equals]
      .flat()
      .map((value) => code(String(value)))
      .join(' or ')}`;
  if ('contains' in match) return `has ${code(match.contains)} in it`;
  if ('exists' in match) return match.exists ? 'is there' : 'is not there';
  return 'is as in the response before';
}

const spellPause = (pauseMs: number | undefined): string[] =>
  pauseMs === undefined ? [] : [`without a hint all calls pause for ${spellDuration(pauseMs)}`];

function rules(contract: ProviderContract, mark: Mark): string {
  return table(
    ['Response', 'Means', 'Retried', 'Wait'],
    contract.rules.map((rule, index) => {
      const wait =
        rule.backoff === undefined ? 'as below' : spellBackoff(rule.backoff, mark, 'rules', index, 'backoff');
      return [
        mark(spellCondition(rule), 'rules', index),
        rule.class,
        rule.retry ? 'yes' : 'no',
        [...(rule.retry ? [wait] : []), ...spellPause(rule.pauseMs)].join('; '),
      ];
    }),
  );
}

/** The paragraph for contracts by which a call may have to be paid for. */
const payment =
  'A call that must be paid for ends with `EVK_PAYMENT_REQUIRED`, which has the invoice, unless the client was created with `payment`. That has three parts, none with a default: `maxAmount` is the most that one call may cost, `maxTotal` the most that all payments of this client may add up to (`Infinity` for no such limit), and `currency` the only one that is paid in. A payment whose answer was lost counts as paid.';

/** The section of what goes over the wire, and how responses are read. */
export function wireSection(contract: ProviderContract, mark: Mark): string {
  return [
    '## Operations',
    operations(contract, mark),
    '## Hints',
    'What responses say about the limits, in order of precedence.',
    hints(contract, mark),
    '## How responses are read',
    'The first row that matches decides; what none matches is permanent and not retried.',
    rules(contract, mark),
    ...(contract.rules.some((rule) => rule.class === 'payment') ? [payment] : []),
  ].join('\n\n');
}
