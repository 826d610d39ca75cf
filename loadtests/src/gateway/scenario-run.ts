import type { ProgressWriter } from '@evenkeel/tools/command-line';
import type { RunParameters } from '../request/plan.ts';
import type { Wish } from '../request/request.ts';
import type { Target } from '../request/target.ts';

/** One scenario of k6's, made ready: its script is bundled, and k6 has read its options. */
export interface ScenarioRun extends Wish {
  bundle: string;
  /** What its script has to do without in this k6, a sentence each. */
  leftOut: readonly string[];
  tools: { k6: string; prometheus: string };
  /** For what is only needed while it runs. */
  work: string;
  /** Takes the logs. */
  logs: string;
  progress: ProgressWriter;
  interrupted: AbortSignal;
}

/** k6's environment: what the script is told about its run. */
export function parametersFor(
  { scenario, load, seed }: Pick<ScenarioRun, 'scenario' | 'load' | 'seed'>,
  target: Target,
): { EVENKEEL_RUN: string } {
  const parameters: RunParameters = {
    scenario: scenario.name,
    provider: scenario.plan.provider,
    objectives: scenario.plan.objectives,
    target: target.url,
    seed,
    load,
    maxPerSecond: target.maxPerSecond,
  };
  return { EVENKEEL_RUN: JSON.stringify(parameters) };
}
