/** Sent with every attempt, so that an upstream's log can be matched with the caller's. Both sides use these names. */
export const callIdHeader = 'evenkeel-call-id';
/** Counted from 1. */
export const attemptHeader = 'evenkeel-attempt';

/** Tells the server that a repeat is the same request: draft-ietf-httpapi-idempotency-key-header. */
export const idempotencyKeyHeader = 'idempotency-key';
