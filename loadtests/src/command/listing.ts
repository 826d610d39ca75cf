import { describeFaults, describeScenario } from '../report/describe.ts';
import { ourPaint } from '../report/terminal.ts';
import type { Fault, Scenario } from '../request/catalogue.ts';

/** What there is to run, for people. */
export function listing(scenarios: readonly Scenario[], faults: ReadonlyMap<string, Fault>): string[] {
  const names = [...scenarios.map(({ name }) => name), ...faults.keys()];
  const width = Math.max(...names.map((name) => name.length));
  const line = (name: string, text: string): string => `  ${ourPaint('bold', name.padEnd(width))}  ${text}`;
  return [
    'Scenarios',
    ...scenarios.map(({ name, plan }) =>
      line(name, `${describeScenario(plan, plan.load)}${plan.byDefault ? ' (default)' : ''}`),
    ),
    'Faults',
    ...[...faults].map(([name, { plan }]) => line(name, `${describeFaults(plan.faults)}; breaches ${plan.breaches}`)),
  ];
}
