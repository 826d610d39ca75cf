import type { ProviderContract } from '@evenkeel/toolkit/providers';
import { type ErrorObjective, errorBudget, type LatencyObjective, type Objective } from '@evenkeel/toolkit/slo';
import { type Shape, shapes, type Traffic } from './traffic.ts';

/** Traffic, and how the alert must react to it. */
export interface RuleCase {
  name: string;
  traffic: Traffic[];
  /** The bad ratio that the alert fires with; `null`: it never fires. */
  fires: number | null;
  /** Whether the breach ends in the middle, so that the alert must resolve. */
  resolves?: boolean;
  /** Whether there are no calls to compute a ratio from. */
  idle?: boolean;
  /** Whether bucket boundaries are as Prometheus 3 writes them. */
  le3?: boolean;
}

interface Mix {
  bad: number;
  shape?: Shape;
  badShape?: Shape;
}

interface Makers {
  /** Traffic of `calls` calls per step, `bad` of which break the objective. */
  mix(calls: number, mix: Mix): Traffic[];
  /** The calls per step: so many that every share used here is a whole number of calls. */
  calls: number;
  budgeted: number;
}

function callsPerStep(objective: Objective): number {
  const perBudget = Math.ceil(1 / errorBudget(objective));
  return perBudget * Math.ceil(Math.max(objective.minSamples / perBudget, 100));
}

/** The cases for objectives of any kind. */
function commonCases(objective: Objective, { mix, calls, budgeted }: Makers): RuleCase[] {
  const twice = { bad: Math.min(2 * budgeted, calls) };
  const ratio = twice.bad / calls;
  // With so few calls, one bad call breaks the budget, but the sample is too small to fire.
  const few = Math.min(Math.floor(objective.minSamples / 2), Math.floor(0.5 / errorBudget(objective)));
  return [
    { name: 'fires on time at twice the budget', traffic: mix(calls, twice), fires: ratio },
    { name: 'is silent just below the budget', traffic: mix(calls, { bad: budgeted - 1 }), fires: null },
    { name: 'is silent, and has no ratio, without traffic', traffic: mix(0, { bad: 0 }), fires: null, idle: true },
    { name: 'is silent, and has no ratio, without any series', traffic: [], fires: null, idle: true },
    ...(few < 1
      ? []
      : [
          {
            name: 'is silent for one bad call in little traffic',
            traffic: mix(few, { bad: 1, shape: shapes.once }),
            fires: null,
          },
        ]),
    {
      name: 'keeps firing through a restart',
      traffic: mix(calls, { ...twice, shape: shapes.restarted }),
      fires: ratio,
    },
    {
      name: 'is silent through a healthy restart',
      traffic: mix(calls, { bad: 0, shape: shapes.restarted }),
      fires: null,
    },
    {
      // So bad that only the window's length decides when the alert resolves.
      name: 'resolves when the breach leaves the window, and not before',
      traffic: mix(2 * calls, { bad: calls, badShape: shapes.stopped }),
      fires: 0.5,
      resolves: true,
    },
    {
      name: 'is silent for the calls of another provider',
      traffic: mix(calls, twice).map((each) => ({ ...each, provider: `not-${each.provider}` })),
      fires: null,
      idle: true,
    },
  ];
}

function errorCases(contract: ProviderContract, objective: ErrorObjective): RuleCase[] {
  const calls = callsPerStep(objective);
  const budgeted = Math.round(calls * errorBudget(objective));
  const [operation = ''] = objective.operations;
  const [outcome = ''] = objective.bad;
  const base = { provider: contract.name, operation, shape: shapes.steady };
  const mix: Makers['mix'] = (total, { bad, shape = shapes.steady, badShape = shape }) => [
    { ...base, outcome: 'ok', calls: total - bad, shape },
    { ...base, outcome, calls: bad, shape: badShape },
  ];
  const breach = Math.min(2 * budgeted, calls);
  return [
    ...commonCases(objective, { mix, calls, budgeted }),
    ...objective.bad.map((each) => ({
      name: `counts ${each} as bad`,
      traffic: mix(calls, { bad: breach }).map((one) => (one.outcome === 'ok' ? one : { ...one, outcome: each })),
      fires: breach / calls,
    })),
    ...objective.operations.map((each) => ({
      name: `counts the calls of ${each}`,
      traffic: mix(calls, { bad: breach }).map((one) => ({ ...one, operation: each })),
      fires: breach / calls,
    })),
    ...objective.excluded.flatMap((each) => [
      {
        name: `does not count ${each} as bad`,
        traffic: [...mix(calls, { bad: 0 }), { ...base, outcome: each, calls }],
        fires: null,
      },
      {
        name: `does not let ${each} dilute the ratio`,
        traffic: [...mix(calls, { bad: breach }), { ...base, outcome: each, calls: 9 * calls }],
        fires: breach / calls,
      },
    ]),
  ];
}

function latencyCases(contract: ProviderContract, objective: LatencyObjective): RuleCase[] {
  const calls = callsPerStep(objective);
  const budgeted = Math.round(calls * errorBudget(objective));
  const [operation = ''] = objective.operations;
  const [outcome = ''] = objective.outcomes;
  const base = { provider: contract.name, operation, outcome };
  // Fast and slow calls share a series, so a breach that ends takes two processes, one of which goes quiet.
  const mix: Makers['mix'] = (total, { bad, shape = shapes.steady, badShape = shape }) =>
    badShape === shape
      ? [{ ...base, calls: total, slow: bad, shape }]
      : [
          { ...base, calls: total - bad, shape },
          { ...base, calls: bad, slow: bad, shape: badShape, instance: 'gateway:2' },
        ];
  const breach = Math.min(2 * budgeted, calls);
  const elsewhere = Object.keys(contract.operations).filter((name) => !objective.operations.includes(name));
  return [
    ...commonCases(objective, { mix, calls, budgeted }),
    {
      name: 'reads the boundary as Prometheus 3 writes it, and fires',
      traffic: mix(calls, { bad: breach }),
      fires: breach / calls,
      le3: true,
    },
    {
      name: 'reads the boundary as Prometheus 3 writes it, and is silent',
      traffic: mix(calls, { bad: budgeted - 1 }),
      fires: null,
      le3: true,
    },
    {
      name: 'does not count slow calls of another outcome',
      traffic: [...mix(calls, { bad: 0 }), { ...base, outcome: 'error', calls, slow: calls, shape: shapes.steady }],
      fires: null,
    },
    ...elsewhere.map((each) => ({
      name: `does not count slow calls of ${each}`,
      traffic: [...mix(calls, { bad: 0 }), { ...base, operation: each, calls, slow: calls, shape: shapes.steady }],
      fires: null,
    })),
  ];
}

/** Everything an objective's alert must get right. */
export function ruleCases(contract: ProviderContract, objective: Objective): RuleCase[] {
  return objective.sli === 'errors' ? errorCases(contract, objective) : latencyCases(contract, objective);
}
