import exec from 'k6/execution';
import { call, constantRate, loadOf, prompt, run } from '../../src/k6/script/index.ts';

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
