import type { ProgressWriter } from '@evenkeel/tools/command-line';
import type { Load } from '../shared/load.ts';
import type { RunRequest } from './request.ts';

/** What k6 runs, and with which programs. */
export interface ReadyScript {
  k6: string;
  /** null where a target is not ours to watch. */
  prometheus: string | null;
  /** The bundled script, whose options k6 has read. */
  bundle: string;
  /** What it has to do without in this k6, a sentence each. */
  leftOut: readonly string[];
}

/** A request made ready, and where it runs. */
export interface Run<L extends Load = Load> {
  request: RunRequest<L>;
  /** null for a fleet, in which k6 has no part. */
  script: ReadyScript | null;
  /** For what is only needed while it runs. */
  work: string;
  /** Takes the logs. */
  logs: string;
  progress: ProgressWriter;
  interrupted: AbortSignal;
}
