import exec from 'k6/execution';
import { call, constantRate, loadOf, networkOf, prompt, run } from '../../src/k6/script/index.ts';
import { expectedCalls } from '../../src/request/plan.ts';

const load = loadOf('rate');
export const options = constantRate(load, 'agent_call');

export default function (): void {
  const n = exec.scenario.iterationInTest;
  // k6 may start one more than the rate says, and these are to be counted.
  if (n >= expectedCalls(load)) return;
  call({
    path: '/neura/call',
    operation: 'agent_call',
    id: `${run.scenario}-${run.seed}-${n}`,
    body: { agent: 'oracle', input: { prompt: prompt(n) }, network: networkOf(n) },
  });
}
