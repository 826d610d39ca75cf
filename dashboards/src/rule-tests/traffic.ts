import { metricNames } from '@evenkeel/toolkit/telemetry';

/** How a counter moves: `total` is its growth per step, `steps` the length of the test. */
export type Shape = (total: number, steps: number) => string;

export const shapes = {
  steady: (total, steps) => `0+${total}x${steps}`,
  /** The process restarts in the middle, and counts from 0 again. */
  restarted: (total, steps) => `0+${total}x${restartStep(steps)} 0+${total}x${steps - restartStep(steps) - 1}`,
  /** All calls come in the first step, and none after it. */
  once: (total, steps) => `0 ${total}+0x${steps - 1}`,
  /** Ends in the middle of the test. */
  stopped: (total, steps) =>
    `0+${total}x${stopStep(steps)} ${total * stopStep(steps)}+0x${steps - stopStep(steps) - 1}`,
} satisfies Record<string, Shape>;

/** The last step before the restart. */
function restartStep(steps: number): number {
  return Math.floor(steps / 2);
}

/** The last step of traffic that stops. */
export function stopStep(steps: number): number {
  return Math.floor(steps / 3);
}

/** Calls of one kind, as the toolkit counts them. */
export interface Traffic {
  provider: string;
  operation: string;
  outcome: string;
  /** Calls per step. */
  calls: number;
  /** How many of them took longer than the threshold. Default 0. */
  slow?: number;
  shape: Shape;
  /** The process that counts them. Default `gateway:1`. */
  instance?: string;
}

export interface InputSeries {
  series: string;
  values: string;
}

/** A series as promtool reads it. */
export function seriesOf(metric: string, labels: Record<string, string>): string {
  const text = Object.entries(labels).map(([name, value]) => `${name}="${value}"`);
  return `${metric}{${text.join(',')}}`;
}

/**
 * The series that scrapes of this traffic would leave. `le` is the boundary as the Prometheus in question writes it.
 */
export function inputSeries(traffic: readonly Traffic[], steps: number, le?: string): InputSeries[] {
  return traffic.flatMap(({ provider, operation, outcome, calls, slow = 0, shape, instance = 'gateway:1' }) => {
    const labels = { job: 'gateway', instance, provider, operation, outcome };
    const count = { series: seriesOf(`${metricNames.callDuration}_count`, labels), values: shape(calls, steps) };
    if (le === undefined) return [count];
    const bucket = seriesOf(`${metricNames.callDuration}_bucket`, { ...labels, le });
    return [count, { series: bucket, values: shape(calls - slow, steps) }];
  });
}
