/*
 * The errors of trips to Redis. None holds an address, a password or what Redis answered. An event tells an error's
 * `code` as its reason.
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
  /** Redis's own code, such as `NOPERM`. */
  readonly code: string;

  constructor(code: string) {
    super(`Redis refused a command (${code}).`);
    this.code = code;
  }
}

export class StoreReplyError extends Error {
  override readonly name = 'StoreReplyError';
  readonly code = 'STORE_REPLY_INVALID';

  /** @param field the first field that is wrong; undefined if the reply cannot be read at all */
  constructor(field: string | undefined) {
    super(field === undefined ? 'Redis gave a reply that is no JSON.' : `Redis gave a reply with a wrong "${field}".`);
  }
}

/**
 * Makes a StoreRefusedError of a refusal, which Redis begins with a word that says why. Returns other errors as they
 * are.
 */
export function ofCommand(error: unknown): unknown {
  const { name, message } = (error ?? {}) as { name?: unknown; message?: unknown };
  if (name !== 'ReplyError' || typeof message !== 'string') return error;
  return new StoreRefusedError(/^[A-Z]{2,20}(?= |$)/.exec(message)?.[0] ?? 'ERR');
}

/** @returns the code of a refusal by Redis; undefined for any other error */
export function refusalCode(error: unknown): string | undefined {
  return error instanceof StoreRefusedError ? error.code : undefined;
}
