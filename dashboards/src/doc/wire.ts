import type { Operation, ProviderContract, Rule } from '@evenkeel/toolkit/providers';
import { spellDuration, spellList } from '../format.ts';
import { spellBackoff } from './backoff.ts';
import type { Mark } from './pointer.ts';
import { code, table } from './table.ts';

type Cache = NonNullable<Operation['cache']>;
type Column = [head: string, cell: (operation: Operation, at: readonly [string, string]) => string];

/** The columns. A setting that few contracts have gets a column only if one of the operations has it. */
function operationColumns(operations: readonly Operation[], mark: Mark): Column[] {
  const columns: Column[] = [
    ['Request', ({ method, path }, at) => mark(code(`${method} ${path}`), ...at, 'path')],
    ['A repeat is', ({ idempotency }, at) => mark(idempotencies[idempotency], ...at, 'idempotency')],
    ['Attempt timeout', ({ attemptTimeoutMs }, at) => mark(spellDuration(attemptTimeoutMs), ...at, 'attemptTimeoutMs')],
    ['Call deadline', ({ deadlineMs }, at) => mark(spellDuration(deadlineMs), ...at, 'deadlineMs')],
  ];
  if (operations.some(({ routeGroup }) => routeGroup !== undefined)) {
    columns.push([
      'Route group',
      ({ routeGroup }, at) => (routeGroup === undefined ? 'its own' : mark(code(routeGroup), ...at, 'routeGroup')),
    ]);
  }
  if (operations.some(({ takes }) => takes !== undefined)) {
    columns.push([
      'Takes',
      ({ takes = ['requests'] }, at) => mark(takes.length === 0 ? 'nothing' : spellTaken(takes), ...at, 'takes'),
    ]);
  }
  if (operations.some(({ scopes }) => scopes !== undefined)) {
    columns.push([
      'The key needs',
      ({ scopes = [] }, at) =>
        mark(scopes.length === 0 ? 'nothing more' : scopes.map(code).join(', '), ...at, 'scopes'),
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

/** What an operation takes, in words: `a job`. The contract names resources in the plural. */
const spellTaken = (takes: readonly string[]): string =>
  spellList(
    takes.map((resource) => `a ${resource.slice(0, -1)}`),
    'and',
  );

const idempotencies = { safe: 'safe', key: 'safe with its key', none: 'never made' } as const;

function spellCache({ ttlMs, minIntervalMs }: Cache, mark: Mark, at: readonly string[]): string {
  const kept = `${spellDuration(ttlMs)}; asked again after ${spellDuration(minIntervalMs)} at the earliest`;
  return mark(kept, ...at, 'cache');
}

function operations(contract: ProviderContract, mark: Mark): string {
  const trips = Object.values(contract.operations).filter((operation) => 'method' in operation);
  const columns = operationColumns(trips, mark);
  const rows = Object.entries(contract.operations).map(([name, operation]) => {
    if ('via' in operation) {
      return [code(name), `as ${code(operation.via)}, counted apart`, ...columns.slice(1).map(() => '')];
    }
    return [code(name), ...columns.map(([, cell]) => cell(operation, ['operations', name]))];
  });
  return table(['Operation', ...columns.map(([head]) => head)], rows);
}

function hints(contract: ProviderContract, mark: Mark): string {
  return table(
    ['Hint', 'In', 'Says', 'Of', 'Format', 'Sent on', 'Obeyed on'],
    contract.hints.map((hint, index) => [
      mark(code(hint.name), 'hints', index),
      hint.in,
      hint.means,
      hint.resource,
      hint.format,
      hint.sentOn,
      hint.actsOn,
    ]),
  );
}

function spellCondition(rule: Rule): string {
  if ('failure' in rule) return `no response: ${rule.failure}`;
  const status = code([rule.status].flat().join(' to '));
  if (rule.body === undefined) return status;
  const field = code(rule.body.path);
  return rule.body.is === 'equal'
    ? `${status}, where ${field} is ${code(String(rule.body.value))}`
    : `${status}, where ${field} is as in the response before`;
}

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
        rule.retry ? wait : '',
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
