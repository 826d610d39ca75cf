/** Why the mock server cannot be built as asked. The codes never change. */
export type OptionErrorCode = 'EVK_MOCK_OPTION_TYPE' | 'EVK_MOCK_OPTION_RANGE' | 'EVK_MOCK_CONTRACT_UNSUPPORTED';

/** `detail` names the field, its value and the remedy; it never holds a key or a token. */
export function typeError(detail: string): TypeError & { code: OptionErrorCode } {
  return Object.assign(new TypeError(detail), { code: 'EVK_MOCK_OPTION_TYPE' as const });
}

export function rangeError(detail: string): RangeError & { code: OptionErrorCode } {
  return Object.assign(new RangeError(detail), { code: 'EVK_MOCK_OPTION_RANGE' as const });
}

/** For what a contract may say and the mock server cannot enforce: refused, never ignored. */
export function unsupported(detail: string): RangeError & { code: OptionErrorCode } {
  return Object.assign(new RangeError(detail), { code: 'EVK_MOCK_CONTRACT_UNSUPPORTED' as const });
}

/** A request to the admin API that cannot be done; answered as 400. */
export class BadRequest extends Error {
  override readonly name = 'BadRequest';
  readonly statusCode = 400;
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** A request that is not served, for a reason that the server has; the API tells it in its own form. */
export class NotServed extends Error {
  override readonly name = 'NotServed';
  readonly statusCode: 408 | 503;
  readonly code: string;
  /** What to wait before it is sent again, in milliseconds. */
  readonly retryAfterMs: number;

  constructor(statusCode: 408 | 503, code: string, message: string, retryAfterMs = 0) {
    super(message);
    this.statusCode = statusCode;
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}

/** Short enough for a message, whatever it is. */
export function show(value: unknown): string {
  // JSON would call NaN and Infinity null.
  const text = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? String(value));
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
