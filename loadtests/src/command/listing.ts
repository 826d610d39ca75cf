import { describeFaults, describeScenario } from '../report/describe.ts';
import { ourPaint } from '../report/terminal.ts';
import { bareFaults, type Fault, type Scenario } from '../request/catalogue.ts';

/** The scenarios and faults that can be run, for people. */
export function listing(scenarios: readonly Scenario[], plans: ReadonlyMap<string, Fault>): string[] {
  const bare = bareFaults(plans);
  const names = [...scenarios.map(({ name }) => name), ...plans.keys(), ...bare.keys()];
  const width = Math.max(...names.map((name) => name.length));
  const line = (name: string, text: string): string => `  ${ourPaint('bold', name.padEnd(width))}  ${text}`;
  return [
    'Scenarios',
    ...scenarios.map(({ name, plan }) =>
      line(name, `${describeScenario(plan, plan.load)}${plan.byDefault ? ' (default)' : ''}`),
    ),
    'Faults',
    ...[...plans].map(
      ([
        name,
        {
          plan: { faults, breaches },
        },
      ]) => line(name, `${describeFaults(faults)}${breaches === undefined ? '' : `; breaches ${breaches}`}`),
    ),
    'Faults of the mock server, of which nothing is foreseen',
    ...[...bare].map(([name, { plan }]) => line(name, describeFaults(plan.faults))),
  ];
}
