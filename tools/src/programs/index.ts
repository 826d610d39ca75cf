/** Programs that npm does not carry, found or obtained. */
export { ToolError, type ToolErrorCode } from './errors.ts';
export { goEnvironment, goFlags } from './go-build.ts';
export { type ObtainOptions, obtain } from './obtain.ts';
export { findOnPath } from './probe.ts';
export { prometheusImage } from './prometheus.ts';
export type { Origin, Tool, ToolName } from './tool.ts';
