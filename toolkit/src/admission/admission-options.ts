import type { ContractParts } from '../contract/checked.ts';
import type { ClientSettings } from '../contract/settings.ts';
import type { AccountMember } from '../coordination/coordinator.ts';
import type { EventSink } from '../events.ts';
import type { AdaptiveCeiling } from '../policies/adaptive/opening-slots.ts';
import type { Clock, Random } from '../time/clock.ts';
import type { PriorityShares } from './turns.ts';

export interface AdmissionOptions {
  settings: ClientSettings;
  /** Of the contract of the settings. */
  parts: ContractParts;
  clock: Clock;
  random: Random;
  /** Undefined where nobody listens. */
  emit: EventSink | undefined;
  /** Calls that may wait at once, whatever they wait for. */
  maxQueued: number;
  /** The part of what leaves that is kept for each priority that waits. Default: the highest goes first. */
  priorityShares?: PriorityShares | undefined;
  /** If given, the ceiling is found by trying, in place of the settings' own. */
  adaptive: AdaptiveCeiling | undefined;
  /** What other processes share with this one. */
  member: AccountMember | undefined;
}

/** New limits; one that is left out stays as it is. */
export interface LimitChange {
  ceiling?: number;
  /** Of the first limit over time. */
  window?: { limit: number };
}
