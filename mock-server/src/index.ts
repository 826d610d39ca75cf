export { buildApp } from './app.ts';
export type { OptionErrorCode } from './errors.ts';
export type { FaultDecision, JournalEntry, Refusal } from './journal/entry.ts';
export type { JournalFilter, JournalPage } from './journal/journal.ts';
export type { KeyOwner } from './keys/secrets.ts';
export { fingerprint } from './keys/secrets.ts';
export {
  AdminClient,
  AdminError,
  describeFault,
  type FaultDescription,
  type FaultRequest,
  type FaultSettings,
  type LaunchCommand,
  LaunchError,
  type LaunchOptions,
  listFaults,
  type MockServer,
  mockServerCommand,
  startMockServer,
} from './launch/index.ts';
export type { LogOptions, MockServerOptions } from './options/options.ts';
export type { ContractOverrides } from './options/overrides.ts';
export type { GpuOptions } from './providers/nerox/gpu/options.ts';
export { type MockSettings, resolveMockSettings } from './settings.ts';
