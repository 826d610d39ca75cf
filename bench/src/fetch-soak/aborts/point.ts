import type { AbortStage } from './stage.ts';

/** A point of a call's way at which it is aborted. */
export interface AbortPoint {
  /** In kebab case, unique. */
  name: string;
  /** What holds the call there, as the end of "it is aborted". */
  held: string;
  /** False: the upstream tells no limit, and what is given back is held to a run in which the call is let go. */
  tells?: false;
  /** Makes the call, waits until it is there, and aborts it. What must end by that it follows. */
  act(stage: AbortStage): Promise<void>;
}
