import { call, constantRate, loadOf, networkOf, prompt, run } from '@evenkeel/loadtests/scenarios';
import exec from 'k6/execution';

export const options = constantRate(loadOf('rate'), 'agent_call');

const agents = ['echo', 'balance'] as const;

export default function (): void {
  const n = exec.scenario.iterationInTest;
  call({
    path: '/neura/call',
    operation: 'agent_call',
    id: `${run.scenario}-${run.seed}-${n}`,
    // Each agent is called on each network.
    body: { agent: agents[(n >> 1) % agents.length], input: { prompt: prompt(n) }, network: networkOf(n) },
  });
}
