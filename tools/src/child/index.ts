/** Processes that end with this one, however it ends, and temporary folders that are cleaned up. */
export { Child, type ChildOptions, type Message, nodeScript } from './child.ts';
export { freePort } from './free-port.ts';
export { ProcessGroup, withProcesses } from './process-group.ts';
export { type CommandOptions, type CommandResult, runCommand, tailOf } from './run-command.ts';
export { type TemporaryFolder, temporaryFolder } from './temporary-folder.ts';
