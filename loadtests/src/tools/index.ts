export { ToolError, type ToolErrorCode } from './errors.ts';
export { type ObtainOptions, obtain } from './obtain.ts';
export { prometheusImage } from './prometheus.ts';
export type { Origin, Tool, ToolName } from './tool.ts';
