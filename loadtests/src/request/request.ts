import { WrongCall } from '@evenkeel/tools/command-line';
import type { FleetOptions } from '../command/options.ts';
import type { Fault, Scenario } from './catalogue.ts';
import { fleetWish } from './fleet-request.ts';
import type { Load } from './plan.ts';
import { capped, type Target } from './target.ts';

/** What is asked for, checked before anything is obtained or started. */
export interface Wish {
  scenario: Scenario;
  load: Load;
  fault: Fault | null;
  /** null: our own mock server and gateway. */
  target: Target | null;
  seed: number;
}

export interface Asked extends Omit<Wish, 'scenario' | 'load'> {
  /** null: as the scenario plans. */
  durationMs: number | null;
  /** What only a fleet can be asked for. Default: nothing. */
  fleet?: FleetOptions;
  /** Where its Redis comes from; null: as the scenario needs. Default null. */
  redis?: string | null;
}

/** @throws WrongCall where the scenario can't do what is asked. */
export function wish(scenario: Scenario, asked: Asked): Wish {
  const { durationMs, fault, target, seed } = asked;
  if (scenario.plan.load.kind === 'fleet') {
    return { scenario, load: fleetWish(scenario.name, scenario.plan.load, asked), fault: null, target: null, seed };
  }
  checkIsFleet(scenario.name, asked.fleet);
  checkFault(scenario, fault, target);
  const load = capped(withDuration(scenario, durationMs), target?.maxPerSecond ?? null);
  return { scenario, load, fault, target, seed };
}

/** What only fleets have must not be left aside in silence. */
function checkIsFleet(name: string, fleet: FleetOptions | undefined): void {
  const given = Object.entries(fleet ?? {}).find(([, value]) => value !== null && value !== false);
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

function checkFault({ name, plan }: Scenario, fault: Fault | null, target: Target | null): void {
  if (fault === null) return;
  if (target !== null) {
    throw new WrongCall('--faults: a --target has no mock server to inject them; leave one of the two out.');
  }
  const { provider, breaches } = fault.plan;
  if (provider !== plan.provider) {
    throw new WrongCall(`--faults: ${fault.name} is for ${provider}, while ${name} calls ${plan.provider}.`);
  }
  if (!plan.objectives.includes(breaches)) {
    const has = plan.objectives.join(', ');
    throw new WrongCall(
      `--faults: ${fault.name} breaches ${breaches}, which ${name} does not exercise (it has ${has}); name another scenario.`,
    );
  }
}
