/**
 * What cockatiel 4.0.0 does that a user would not expect; each was seen in a run. docs/adr/0004 says why they made us
 * write some policies ourselves. A case is about the trap whose number it carries.
 */
export const traps: Readonly<Record<number, string>> = {
  1: '`maxAttempts` counts retries, so there is one attempt more',
  2: 'an abort in a backoff sleeps on and then calls again; an aborted signal still calls once',
  3: "a caller's abort shows as a time-out",
  4: 'the signal is aborted on return, so a body cannot be read afterwards',
  5: "a bulkhead's success and failure events never fire",
  6: 'newcomers overtake the bulkhead queue, and a queued call may be refused',
  7: 'half-open, surplus callers wait for the probe without a bound and then stampede',
  8: 'a late failure of the closed state reopens a half-open circuit',
  9: 'a sampling breaker keeps old failures after idling',
  10: '`exponent` is ignored by `noJitterGenerator`',
  11: '`dangerouslyUnref()` returns a clone without the listeners',
  12: "a retry's `onFailure` fires for each attempt, and for errors that it does not handle",
  13: 'errors that are not handled are uncounted when closed, but close a half-open circuit',
  14: 'a delay above 2^31-1 ms fires at once',
  15: 'a stored circuit forgets how long it is open, and its errors do not say when to come back',
};
