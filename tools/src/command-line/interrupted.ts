import { HarnessFault } from './harness-fault.ts';

/** The user, a closed terminal, or a CI job that ran out of time ended the run. */
export class Interrupted extends HarnessFault {
  override name = 'Interrupted';
}

/** Aborted by the first SIGINT, SIGTERM or SIGHUP; the second one ends this process at once. */
export function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(1);
      controller.abort(new Interrupted(`The run was interrupted by ${signal}.`));
    });
  }
  return controller.signal;
}
