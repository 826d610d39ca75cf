import { formatsFor } from '../http/hint.ts';
import type { ProviderContract } from './contract.ts';
import { hasBody } from './defaults.ts';
import { isRate, type Limit } from './limit.ts';
import type { Operation } from './operation.ts';

type Report = (pointer: string, value: unknown, remedy: string) => void;

/** What is wrong between the parts of a contract, each of which is right by itself. */
export function crossReferences(contract: ProviderContract): string[] {
  const problems: string[] = [];
  const report: Report = (pointer, value, remedy) =>
    problems.push(`${pointer} is ${JSON.stringify(value)}: ${remedy}.`);
  const refer = (pointer: string, name: string, known: object): void => {
    if (!Object.hasOwn(known, name)) report(pointer, name, `give one of ${Object.keys(known).join(', ')}`);
  };
  refer('/defaultTier', contract.defaultTier, contract.tiers);
  checkOperations(contract, refer, report);
  checkTiers(contract, report);
  checkHints(contract, report);
  for (const [unit, scope] of Object.entries(contract.learnt ?? {})) {
    const at = `/learnt/${unit}`;
    const tells = contract.hints.some((hint) => hint.unit === unit && hint.means === 'remaining');
    if (!tells) report(at, scope, `add a hint that means remaining, of ${unit}, or leave it out`);
    checkScope(contract, { scope, unit }, at, report);
  }
  contract.objectives.forEach(({ operations, name }, at) => {
    for (const operation of operations) refer(`/objectives/${at}/operations`, operation, contract.operations);
    if (contract.objectives.findIndex((other) => other.name === name) !== at) {
      report(`/objectives/${at}/name`, name, 'give each objective a name of its own');
    }
  });
  for (const tier of Object.keys(contract.billing?.included ?? {})) refer('/billing/included', tier, contract.tiers);
  for (const pointer of contract.ours) {
    if (valueAt(contract, pointer) === undefined) problems.push(`/ours has "${pointer}": it points to nothing.`);
  }
  return problems;
}

const wireOperations = ({ operations }: ProviderContract): [string, Operation][] =>
  Object.entries(operations).flatMap(([name, operation]) => ('via' in operation ? [] : [[name, operation]]));

function checkOperations(
  contract: ProviderContract,
  refer: (pointer: string, name: string, known: object) => void,
  report: Report,
): void {
  const wire = Object.fromEntries(wireOperations(contract));
  for (const [name, operation] of Object.entries(contract.operations)) {
    const at = `/operations/${name}`;
    if ('via' in operation) {
      refer(`${at}/via`, operation.via, wire);
      continue;
    }
    const { method, path, sends, returns, attemptTimeoutMs, deadlineMs } = operation;
    if (attemptTimeoutMs > deadlineMs) {
      report(`${at}/attemptTimeoutMs`, attemptTimeoutMs, `give at most deadlineMs, which is ${deadlineMs}`);
    }
    if (path.includes('{network}') && contract.networks.length === 0) {
      report(`${at}/path`, path, 'name the networks in /networks');
    }
    if (!hasBody(method) && method !== 'DELETE' && sends !== 'none') {
      report(`${at}/sends`, sends, `give "none", since a ${method} has no body`);
    }
    if (method === 'HEAD' && returns !== 'none') {
      report(`${at}/returns`, returns, 'give "none", since the answer to a HEAD has no body');
    }
  }
}

function checkTiers(contract: ProviderContract, report: Report): void {
  const units = [...new Set(wireOperations(contract).flatMap(([, { costs }]) => Object.keys(costs)))];
  for (const [tier, { limits }] of Object.entries(contract.tiers)) {
    limits.forEach((limit, index) => {
      const { name, unit, amount } = limit;
      const at = `/tiers/${tier}/limits/${index}`;
      if (limits.findIndex((other) => other.name === name) !== index) {
        report(`${at}/name`, name, 'give each limit of a tier a name of its own');
      }
      if (!units.includes(unit)) {
        report(`${at}/unit`, unit, `no operation costs any of it; those here cost ${units.join(', ') || 'nothing'}`);
      }
      checkScope(contract, limit, `${at}/scope`, report);
      for (const [operation, { costs }] of wireOperations(contract)) {
        const { [unit]: given = 0 } = costs;
        const cost = typeof given === 'number' ? given : given.estimate;
        if (!isRate(limit) || typeof cost !== 'number' || cost <= amount) continue;
        report(
          `${at}/amount`,
          amount,
          `a call of ${operation} costs ${cost}, and could never be made; give at least that`,
        );
      }
    });
  }
}

function checkScope(
  contract: ProviderContract,
  { scope, unit }: Pick<Limit, 'scope' | 'unit'>,
  at: string,
  report: Report,
): void {
  const paths = wireOperations(contract).flatMap(([, { costs, path }]) => (costs[unit] ? [path] : []));
  for (const part of scope) {
    if (typeof part !== 'object' || !('param' in part)) continue;
    const { param } = part;
    if (paths.some((path) => path.includes(`{${param}}`) || path.includes(`{+${param}}`))) continue;
    report(at, scope, `no path of an operation that costs ${unit} has {${param}}; it would split nothing`);
  }
}

function checkHints({ hints }: ProviderContract, report: Report): void {
  hints.forEach(({ unit, obeyedOn, means, format, policies, body }, index) => {
    const at = `/hints/${index}`;
    const formats = formatsFor(means).filter((each) => body === undefined || each !== 'ratelimit');
    if (!formats.includes(format)) {
      report(`${at}/format`, format, `a hint that means ${means} is read here as one of ${formats.join(', ')}`);
    }
    if (policies !== undefined && format !== 'ratelimit') {
      report(`${at}/policies`, policies, 'leave it out; only a ratelimit field has policies');
    }
    const counted = hints.some(
      (other) => other.unit === unit && (other.means === 'remaining' || other.means === 'used'),
    );
    if (obeyedOn.includes('nothing-left') && !counted) {
      report(`${at}/obeyedOn`, obeyedOn, `add a hint that means remaining, of ${unit}, or leave nothing-left out`);
    }
  });
}

function valueAt(value: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], value);
}
