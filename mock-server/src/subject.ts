/** The attempt that a decision is about: with the seed it settles every fault and every service time. */
export interface Subject {
  /** The key's fingerprint. */
  key: string;
  callId: string;
  /** From 1. */
  attempt: number;
}
