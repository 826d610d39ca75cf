export { Child, type ChildOptions } from './child.ts';
export { freePort } from './free-port.ts';
export { ProcessGroup } from './process-group.ts';
export { type CommandOptions, type CommandResult, runCommand, tailOf } from './run-command.ts';
