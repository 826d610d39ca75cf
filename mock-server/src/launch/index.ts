/** Starts a mock server as a process of its own and talks to it, without loading the server itself. */
export { describeFault, type FaultDescription, listFaults } from '../injection/describe.ts';
export type { FaultRequest, FaultSettings } from '../injection/fault.ts';
export { AdminClient, AdminError } from './admin-client.ts';
export { type LaunchCommand, type LaunchOptions, mockServerCommand } from './command.ts';
export { LaunchError, type MockServer, startMockServer } from './start.ts';
