import { call, constantRate, expectedCalls, loadOf, networkOf, prompt, run } from '@evenkeel/loadtests/scenarios';
import exec from 'k6/execution';

const load = loadOf('rate');
export const options = constantRate(load, 'agent_call');

export default function (): void {
  const n = exec.scenario.iterationInTest;
  // k6 may start one call more than the rate says, and the number of calls must be exact here.
  if (n >= expectedCalls(load)) return;
  call({
    path: '/neura/call',
    operation: 'agent_call',
    id: `${run.scenario}-${run.seed}-${n}`,
    body: { agent: 'oracle', input: { prompt: prompt(n) }, network: networkOf(n) },
  });
}
