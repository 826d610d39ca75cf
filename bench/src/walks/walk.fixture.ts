import { type Step, stepsOf } from './count.ts';
import { instrument } from './instrument.ts';
import { type Trace, Tracer } from './tracer.ts';

type Exports = Record<string, (...args: unknown[]) => unknown>;

/**
 * Traces a walk that begins with `m.begin()`.
 *
 * @param modules sources by file; they put their exports into `m`
 */
export async function traceOf(modules: Record<string, string>): Promise<Trace> {
  const tracer = new Tracer();
  const m: Exports = {};
  for (const [file, source] of Object.entries(modules)) {
    const instrumented = instrument(file, source, tracer.functions.length);
    tracer.functions.push(...instrumented.functions.map((fn) => ({ ...fn, module: file })));
    new Function('m', '$walk', instrumented.source)(m, tracer);
  }
  await tracer.within(() => m.begin?.());
  return tracer.trace;
}

export async function walk(modules: Record<string, string>): Promise<Step[]> {
  return stepsOf(await traceOf(modules), ['own'], () => 1);
}
