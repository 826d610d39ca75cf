/** How a call ended, as its caller sees it. The four are never merged. */
export type CallOutcome = 'ok' | 'error' | 'rejected' | 'cancelled';
