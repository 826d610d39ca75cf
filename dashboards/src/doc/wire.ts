import type { ProviderContract } from '@evenkeel/toolkit/providers';
import { spellDuration } from '../format.ts';
import { spellBackoff } from './backoff.ts';
import type { Mark } from './pointer.ts';
import { code, table } from './table.ts';

function operations(contract: ProviderContract, mark: Mark): string {
  const rows = Object.entries(contract.operations).map(([name, operation]) => {
    if ('via' in operation) return [code(name), `as ${code(operation.via)}, counted apart`, '', '', '', ''];
    const { method, path, idempotency, attemptTimeoutMs, deadlineMs, emulate } = operation;
    const at = ['operations', name] as const;
    return [
      code(name),
      mark(code(`${method} ${path}`), ...at, 'path'),
      mark(idempotency, ...at, 'idempotency'),
      mark(spellDuration(attemptTimeoutMs), ...at, 'attemptTimeoutMs'),
      mark(spellDuration(deadlineMs), ...at, 'deadlineMs'),
      mark(
        `lognormal, median ${spellDuration(emulate.latencyMedianMs)}, sigma ${emulate.latencySigma}`,
        ...at,
        'emulate',
      ),
    ];
  });
  return table(
    ['Operation', 'Request', 'A repeat is', 'Attempt timeout', 'Call deadline', "Mock server's service time"],
    rows,
  );
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

function rules(contract: ProviderContract, mark: Mark): string {
  return table(
    ['Response', 'Means', 'Retried', 'Wait'],
    contract.rules.map((rule, index) => {
      const when = 'failure' in rule ? rule.failure : [rule.status].flat().join(' to ');
      const wait =
        rule.backoff === undefined ? 'as below' : spellBackoff(rule.backoff, mark, 'rules', index, 'backoff');
      return [
        mark('failure' in rule ? `no response: ${when}` : code(when), 'rules', index),
        rule.class,
        rule.retry ? 'yes' : 'no',
        rule.retry ? wait : '',
      ];
    }),
  );
}

/** What goes over the wire, and how answers are read. */
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
  ].join('\n\n');
}
