// What cockatiel's interfaces ask of a policy, in types of our own: so a policy fits into the `wrap()` of cockatiel 3 and
// of cockatiel 4, whichever an application has, and into an application that has neither.

/** What the guarded function is called with. */
export interface PolicyContext {
  /** Aborts when the call is over: its caller gave up, or a time limit did. */
  signal: AbortSignal;
}

/** Registers a listener. Disposing of what it returns takes the listener away again. */
export type PolicyEvent<T> = (listener: (data: T) => void) => { dispose(): void };

export interface PolicySuccess {
  /** Milliseconds. */
  duration: number;
}

export interface PolicyFailure {
  /** Milliseconds. */
  duration: number;
  /** Whether the policy counts it as a failure. */
  handled: boolean;
  /**
   * What was thrown, or the result that counts as a failure. An error may be anything, whatever its type says.
   */
  // biome-ignore lint/suspicious/noExplicitAny: what is thrown is an `Error` in cockatiel 3, and `unknown` in 4
  reason: { error: any } | { value: unknown };
}
