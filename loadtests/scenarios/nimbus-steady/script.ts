import { call, constantRate, loadOf, prompt, run } from '@evenkeel/loadtests/scenarios';
import exec from 'k6/execution';

export const options = constantRate(loadOf('rate'), 'infer');

export default function (): void {
  const n = exec.scenario.iterationInTest;
  call({
    path: '/nimbus/infer',
    operation: 'infer',
    id: `${run.scenario}-${run.seed}-${n}`,
    body: { prompt: prompt(n) },
  });
}
