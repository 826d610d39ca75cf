/**
 * `EVK_TOOL_MISSING`: no way to obtain it works. `EVK_TOOL_UNUSABLE`: an environment variable names an unfit program.
 */
export type ToolErrorCode = 'EVK_TOOL_MISSING' | 'EVK_TOOL_UNUSABLE';

export class ToolError extends Error {
  override readonly name = 'ToolError';
  readonly code: ToolErrorCode;

  constructor(code: ToolErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** One way to obtain a program does not work on this machine. The message says why, as in the middle of a sentence. */
export class WayClosed extends Error {
  override readonly name = 'WayClosed';
}
