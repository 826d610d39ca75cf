/*
 * Why a trip to Redis failed. Each stands for itself: none holds a server, a password or what was answered. Its `code`
 * is what an event tells as the reason.
 */

export class StoreSilentError extends Error {
  override readonly name = 'StoreSilentError';
  /** The connection's own code, such as `ECONNREFUSED`; `ETIMEDOUT` where there was none. */
  readonly code: string;

  constructor(code: string, timeoutMs: number) {
    super(`Redis did not answer within ${timeoutMs} ms (${code}).`);
    this.code = code;
  }
}

export class StoreRefusedError extends Error {
  override readonly name = 'StoreRefusedError';
  /** Redis's own, such as `NOPERM`. */
  readonly code: string;

  constructor(code: string) {
    super(`Redis refused a command (${code}).`);
    this.code = code;
  }
}

export class StoreReplyError extends Error {
  override readonly name = 'StoreReplyError';
  readonly code = 'STORE_REPLY_INVALID';

  /** @param field the first one that is not as it must be; undefined where the reply cannot be read at all */
  constructor(field: string | undefined) {
    super(field === undefined ? 'Redis gave a reply that is no JSON.' : `Redis gave a reply with a wrong "${field}".`);
  }
}

/** An error of a command: Redis begins what it refuses with a word that says why. */
export function ofCommand(error: unknown): unknown {
  const { name, message } = (error ?? {}) as { name?: unknown; message?: unknown };
  if (name !== 'ReplyError' || typeof message !== 'string') return error;
  return new StoreRefusedError(/^[A-Z]{2,20}(?= |$)/.exec(message)?.[0] ?? 'ERR');
}

/** @returns undefined for what is no answer of Redis's */
export function refusalCode(error: unknown): string | undefined {
  return error instanceof StoreRefusedError ? error.code : undefined;
}
