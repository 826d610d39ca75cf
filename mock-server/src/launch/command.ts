import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { LogOptions, MockServerOptions } from '../options/options.ts';

/** Options of a mock server in a process of its own; one that is left out has the command line's default. */
export interface LaunchOptions
  extends Pick<MockServerOptions, 'seed' | 'contractOverrides' | 'redis' | 'onStoreFailure'> {
  /** 127.0.0.1 unless given. */
  host?: string;
  /** Any free one unless given. */
  port?: number;
  /** At least 16 characters; made up unless given. */
  adminToken?: string;
  gpus?: number;
  /** How many milliseconds of GPU time pass in a millisecond. */
  gpuScale?: number;
  /** No log unless given. */
  logLevel?: NonNullable<LogOptions['level']>;
}

/** How a mock server is started. Once it listens it sends `{ type: 'listening', url }` over its IPC channel. */
export interface LaunchCommand {
  command: string;
  args: string[];
  /** All of its environment: this process's, plus the token and the store's URL, which arguments would show to all. */
  env: NodeJS.ProcessEnv;
  /** It needs an IPC channel, and closes when the channel does. */
  talks: true;
  adminToken: string;
}

const isSource = import.meta.url.endsWith('.ts');
const cli = fileURLToPath(new URL(isSource ? '../cli.ts' : './cli.mjs', import.meta.url));

/** The command that starts a mock server as a process of its own, for callers that start processes themselves. */
export function mockServerCommand(options: LaunchOptions = {}): LaunchCommand {
  const { adminToken = randomBytes(24).toString('base64url'), redis, contractOverrides = {} } = options;
  const { host, port = 0, seed, onStoreFailure, gpus, gpuScale, logLevel } = options;
  const given = { host, port, seed, 'on-store-failure': onStoreFailure, gpus, 'gpu-scale': gpuScale };
  const args = Object.entries({ ...given, 'log-level': logLevel }).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, String(value)],
  );
  for (const [provider, numbers] of Object.entries(contractOverrides)) {
    for (const [pointer, value] of Object.entries(numbers)) args.push('--set', `${provider}${pointer}=${value}`);
  }
  return {
    command: process.execPath,
    args: [...(isSource ? ['-C', 'source'] : []), cli, '--quiet', ...args],
    env: {
      ...process.env,
      LOG_LEVEL: '',
      EVENKEEL_ADMIN_TOKEN: adminToken,
      EVENKEEL_MOCK_REDIS_URL: redis ?? '',
    },
    talks: true,
    adminToken,
  };
}
