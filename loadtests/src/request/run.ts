import type { ProgressWriter } from '@evenkeel/tools/command-line';
import type { Load } from '../shared/load.ts';
import type { RunRequest } from './request.ts';

/** A script that is ready to run, and the programs that it needs. */
export interface ReadyScript {
  k6: string;
  /** null where the load goes to a target, which is not ours to watch. */
  prometheus: string | null;
  /** The bundled script, whose options k6 has read. */
  bundle: string;
  /** A sentence for each thing that it has to do without in this k6. */
  leftOut: readonly string[];
}

/** A request made ready, and where it runs. */
export interface Run<L extends Load = Load> {
  request: RunRequest<L>;
  /** null for a fleet, which needs no k6. */
  script: ReadyScript | null;
  /** A folder for what is needed only while it runs. */
  work: string;
  /** The folder for the logs. */
  logs: string;
  progress: ProgressWriter;
  interrupted: AbortSignal;
}
