import { listFaults } from '@evenkeel/mock-server/launch';
import { WrongCall } from '@evenkeel/tools/command-line';
import type { Evidence } from '../shared/evidence.ts';
import type { Load, RunParameters } from '../shared/load.ts';
import type { Fault, Scenario } from './catalogue.ts';
import { fleetLoad } from './fleet-load.ts';
import type { FleetOptions, RunOptions } from './run-options.ts';
import { capped, type Target } from './target.ts';

/** A request to run one scenario, checked before anything is obtained or started. */
export interface RunRequest<L extends Load = Load> {
  scenario: Scenario;
  /** The real load, which may differ from the planned one. */
  load: L;
  fault: Fault | null;
  /** null: our own mock server and gateway. */
  target: Target | null;
  seed: number;
  /** Where a fleet's Redis comes from: a word, or a URL. */
  redis: string;
}

/** @throws WrongCall where the scenario can't do what is asked. */
export function resolveRequest(scenario: Scenario, options: RunOptions): RunRequest {
  const { durationMs, fault, target, seed, redis } = options;
  const { name, plan } = scenario;
  const request = { scenario, fault, target, seed, redis: redis ?? 'auto' };
  if (plan.load.kind === 'fleet') return { ...request, load: fleetLoad(name, plan.load, options) };
  checkIsFleet(name, options.fleet);
  checkFault(scenario, fault, target);
  const load = withDuration(scenario, durationMs);
  return { ...request, load: target?.maxPerSecond ? capped(load, target.maxPerSecond) : load };
}

/** Refuses options that only fleets have, since they must not be ignored silently. */
function checkIsFleet(name: string, fleet: FleetOptions): void {
  const given = Object.entries(fleet).find(([, value]) => value !== null && value !== false);
  if (given !== undefined)
    throw new WrongCall(`--${given[0]}: ${name} is no fleet; name neura-fleet, or leave it out.`);
}

function withDuration({ name, plan }: Scenario, durationMs: number | null): Load {
  if (durationMs === null) return plan.load;
  if (plan.load.kind === 'batches') {
    throw new WrongCall(
      `--duration: ${name} has none, since it sends a number of batches; name scenarios with a rate, or leave it out.`,
    );
  }
  return { ...plan.load, durationMs };
}

function checkFault({ name, plan, contract }: Scenario, fault: Fault | null, target: Target | null): void {
  if (fault === null) return;
  if (target !== null) {
    throw new WrongCall('--faults: a --target has no mock server to inject them; leave one of the two out.');
  }
  const { provider, breaches } = fault.plan;
  if (provider !== undefined && provider !== plan.provider) {
    throw new WrongCall(`--faults: ${fault.name} is for ${provider}, while ${name} calls ${plan.provider}.`);
  }
  for (const { operation, name: needing } of listFaults()) {
    if (operation === null || operation in contract.operations) continue;
    if (!fault.plan.faults.some((one) => one.fault === needing)) continue;
    throw new WrongCall(
      `--faults: ${needing} acts on ${operation}, which ${plan.provider} has not; name another scenario.`,
    );
  }
  if (breaches !== undefined && !plan.objectives.includes(breaches)) {
    const has = plan.objectives.join(', ');
    throw new WrongCall(
      `--faults: ${fault.name} breaches ${breaches}, which ${name} does not exercise (it has ${has}); name another scenario.`,
    );
  }
}

/** What a script is told about its run against that target. */
export function parametersOf({ scenario, load, seed }: RunRequest, { url, maxPerSecond }: Target): RunParameters {
  const { provider, objectives } = scenario.plan;
  return { scenario: scenario.name, provider, objectives, target: url, seed, load, maxPerSecond };
}

/** The fault of a run, and what it must lead to. */
export const foreseenOf = ({ fault }: RunRequest): Evidence['fault'] =>
  fault && { name: fault.name, breaches: fault.plan.breaches ?? null };
