import type { Fault, Scenario } from '../catalogue.ts';
import type { Load } from '../plan.ts';
import { WrongCall } from '../wrong-call.ts';
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
}

/** @throws WrongCall where the scenario can't do what is asked. */
export function wish(scenario: Scenario, { durationMs, fault, target, seed }: Asked): Wish {
  checkFault(scenario, fault, target);
  const load = capped(withDuration(scenario, durationMs), target?.maxPerSecond ?? null);
  return { scenario, load, fault, target, seed };
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
