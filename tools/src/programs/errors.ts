/** `EVK_TOOL_MISSING`: every way is closed. `EVK_TOOL_UNUSABLE`: an environment variable names a program that won't do. */
export type ToolErrorCode = 'EVK_TOOL_MISSING' | 'EVK_TOOL_UNUSABLE';

export class ToolError extends Error {
  override readonly name = 'ToolError';
  readonly code: ToolErrorCode;

  constructor(code: ToolErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** One way does not work on this machine; its message says why, in the middle of a sentence. */
export class WayClosed extends Error {
  override readonly name = 'WayClosed';
}
