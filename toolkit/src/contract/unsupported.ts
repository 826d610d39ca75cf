import type { ProviderContract } from './contract.ts';
import { type ConcurrencyLimit, isConcurrency, isRate, type RateLimit } from './limit.ts';

/** What a contract can say, and this version does not keep: ignoring it would cost refusals. */
export function unsupported(contract: ProviderContract): string[] {
  const problems: string[] = [];
  const report = (pointer: string, value: unknown, remedy: string): void => {
    problems.push(`${pointer} is ${JSON.stringify(value)}: this version ${remedy}.`);
  };
  const limits = Object.values(contract.tiers).flatMap((tier) => tier.limits);
  const slots = limits.filter(isConcurrency).flatMap(({ of, unit }) => (of === 'job' ? [unit] : []));
  for (const [name, operation] of Object.entries(contract.operations)) {
    if ('via' in operation) continue;
    for (const [unit, cost] of Object.entries(operation.costs)) {
      const at = `/operations/${name}/costs/${unit}`;
      if (slots.includes(unit) && cost !== 0 && cost !== 1) {
        report(at, cost, 'has a slot for each call that begins a job; give 1 or 0');
      } else if (typeof cost === 'number' && !Number.isSafeInteger(cost)) {
        report(at, cost, 'counts in whole units; give a whole number');
      }
    }
  }
  for (const [tier, { limits }] of Object.entries(contract.tiers)) {
    const at = `/tiers/${tier}/limits`;
    const inFlight = limits.filter(isConcurrency);
    if (inFlight.length > 1 && inFlight.some(({ of }) => of === 'job')) {
      const names = inFlight.map(({ name }) => name);
      report(at, names, 'keeps one limit of jobs, and then no other of what is in flight; give the lowest');
    }
    limits.forEach((limit, index) => {
      if (isRate(limit)) checkRate(limit, `${at}/${index}`, report);
      else checkConcurrency(limit, `${at}/${index}`, report);
    });
  }
  for (const [unit, scope] of Object.entries(contract.learnt ?? {})) {
    if (!scope.includes('credential')) report(`/learnt/${unit}`, scope, 'counts each credential apart; add credential');
  }
  return problems;
}

type Report = (pointer: string, value: unknown, remedy: string) => void;

function checkRate({ scope, counts, ...limit }: RateLimit, at: string, report: Report): void {
  const byCall = scope.some((part) => typeof part === 'object');
  if (!scope.includes('credential')) report(`${at}/scope`, scope, 'counts each credential apart; add credential');
  else if (byCall && counts === 'every-response') {
    report(`${at}/scope`, scope, 'counts every response by credential, network and group; give these only');
  }
  if (counts === 'every-response' && (limit.kind !== 'window' || limit.starts !== 'first-request')) {
    report(`${at}/counts`, counts, 'counts every response in a window from its first request; give that, or admitted');
  }
}

function checkConcurrency({ scope, of, unit }: ConcurrencyLimit, at: string, report: Report): void {
  if (!scope.includes('credential')) {
    report(`${at}/scope`, scope, 'keeps what is in flight for each credential; add credential');
  } else if (of === 'job' && scope.length > 1) {
    report(`${at}/scope`, scope, 'keeps jobs in flight for each credential; give credential only');
  } else if (scope.some((part) => typeof part === 'object' && 'told' in part)) {
    report(`${at}/scope`, scope, 'knows before a call what it is in flight with; leave told out');
  }
  if (of === 'attempt' && unit !== 'requests') {
    report(`${at}/unit`, unit, 'counts attempts in flight as requests; give requests');
  }
}
