import type { LimitKey } from '../contract/limit-key.ts';
import type { WaitCause } from '../events.ts';
import type { CallScope } from '../time/wait-scope.ts';

/** An attempt that asks to leave. */
export interface AdmissionRequest {
  scope: CallScope;
  /** Its place among all calls, by when they began: a call that is tried again keeps it. Default: it is the last one. */
  order?: number;
  key: LimitKey;
  /** The key by all that is known by now, where an answer may change it. */
  ownKey?: (() => LimitKey) | undefined;
  /** What it is thought to cost of each limit over time of its key, where that is estimated. */
  estimates?: readonly number[] | undefined;
  /** Whether it may wait even if too many do. */
  mayAlwaysQueue: boolean;
  /** Among attempts that wait, the higher goes first. */
  priority: number;
  /** Whose it is: among equals that wait, the tenant that has taken least goes first. */
  tenant?: string | undefined;
  /** Reports that it waits; call what is returned when it does no more, with the name of the limit that held it last. */
  waits: (cause: WaitCause) => (limit?: string) => void;
}
