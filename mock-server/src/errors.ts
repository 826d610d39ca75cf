/** Why the mock server cannot be built as asked. The codes never change. */
export type OptionErrorCode = 'EVK_MOCK_OPTION_TYPE' | 'EVK_MOCK_OPTION_RANGE' | 'EVK_MOCK_CONTRACT_UNSUPPORTED';

/** `detail` names the field, its value and the remedy; it never holds a key or a token. */
export function typeError(detail: string): TypeError & { code: OptionErrorCode } {
  return Object.assign(new TypeError(detail), { code: 'EVK_MOCK_OPTION_TYPE' as const });
}

export function rangeError(detail: string): RangeError & { code: OptionErrorCode } {
  return Object.assign(new RangeError(detail), { code: 'EVK_MOCK_OPTION_RANGE' as const });
}

/** For a demand of a contract that the mock server cannot enforce: it is refused, never ignored. */
export function unsupported(detail: string): RangeError & { code: OptionErrorCode } {
  return Object.assign(new RangeError(detail), { code: 'EVK_MOCK_CONTRACT_UNSUPPORTED' as const });
}

/** A request that is wrong in itself; answered with a 400. */
export class BadRequest extends Error {
  override readonly name = 'BadRequest';
  readonly statusCode = 400;
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** A request that is not served because of the server, not the request; the API says so in its own form. */
export class NotServed extends Error {
  override readonly name = 'NotServed';
  readonly statusCode: 408 | 503;
  readonly code: string;
  /** How long to wait before sending the request again, in milliseconds. */
  readonly retryAfterMs: number;

  constructor(statusCode: 408 | 503, code: string, message: string, retryAfterMs = 0) {
    super(message);
    this.statusCode = statusCode;
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}

/** A value as text that is short enough for a message. */
export function show(value: unknown): string {
  // JSON would call NaN and Infinity null.
  const text = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? String(value));
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
