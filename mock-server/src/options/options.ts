import type { Clock } from '@evenkeel/toolkit';
import { type ProviderContract, contracts as shippedContracts } from '@evenkeel/toolkit/providers';
import { punctualClock } from '../clock.ts';
import type { Estimators } from '../costs.ts';
import { rangeError, show, typeError } from '../errors.ts';
import { localKeys } from '../keys/local-keys.ts';
import type { KeyOwner } from '../keys/secrets.ts';
import { bearerToken } from '../keys/secrets.ts';
import type { OnStoreFailure } from '../limits/counted-window.ts';
import { type GpuOptions, type ResolvedGpuOptions, resolveGpuOptions } from '../providers/nerox/gpu/options.ts';
import { type MockSettings, resolveMockSettings } from '../settings.ts';
import { checkEstimators } from './check-estimators.ts';
import { checkRoutes } from './check-routes.ts';
import { wholeNumber } from './numbers.ts';
import { type ContractOverrides, overrideContracts } from './overrides.ts';

/** Where the log goes, and from which level on. API keys and tokens are left out of it. */
export interface LogOptions {
  /** `info` unless given. */
  level?: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal';
  /** Standard output unless given. */
  stream?: { write(line: string): void };
}

export interface MockServerOptions {
  /** The bearer token that callers of the admin API must send: at least 16 characters without spaces. */
  adminToken: string;
  /** Settles every service time and every fault; 1 unless given. */
  seed?: number;
  /** API keys and whose they are; unless given, one for each tier: `nmb_free_local` and so on. */
  keys?: Readonly<Record<string, KeyOwner>>;
  /** The contracts to enforce; all that the toolkit ships unless given. */
  contracts?: readonly ProviderContract[];
  /** Single numbers to change in the contracts. */
  contractOverrides?: ContractOverrides;
  /**
   * What contracts estimate costs by, beside the built-in `tokens`, `input-tokens` and `output-tokens`. None unless
   * given.
   */
  estimators?: Estimators;
  /** How many requests the journal holds; 100,000 unless given. */
  journalCapacity?: number;
  /**
   * The `redis://` URL of the store for windows that the API counts in one. They go by the machine's time, whatever
   * `clock` is. Unless given, they are counted in this process.
   */
  redis?: string;
  /**
   * What becomes of requests that the store can't count: `open` lets them through uncounted, `closed` answers 500.
   * `closed` unless given, since a router in front of a paid API protects it.
   */
  onStoreFailure?: OnStoreFailure;
  /** How GPU jobs are run, where a contract has them. */
  gpu?: GpuOptions;
  /** The clock; the machine's unless given. */
  clock?: Clock;
  /** No log unless given; `true` logs as `{}` does. */
  logger?: boolean | LogOptions;
}

export interface ResolvedOptions {
  adminToken: string;
  seed: number;
  keys: Readonly<Record<string, KeyOwner>>;
  /** Whether the keys are those that everybody knows. */
  hasLocalKeys: boolean;
  providers: ReadonlyMap<string, MockSettings>;
  estimators: Estimators;
  journalCapacity: number;
  redis: string | null;
  onStoreFailure: OnStoreFailure;
  gpu: ResolvedGpuOptions;
  clock: Clock;
  log: LogOptions | null;
}

const known: readonly (keyof MockServerOptions)[] = [
  'adminToken',
  'seed',
  'keys',
  'contracts',
  'contractOverrides',
  'estimators',
  'journalCapacity',
  'redis',
  'onStoreFailure',
  'gpu',
  'clock',
  'logger',
];

const SHORTEST_TOKEN = 16;

function checkToken(token: unknown): void {
  // The value stays out of the message: it is a secret, or was meant to be one.
  if (typeof token !== 'string') throw typeError(`adminToken is of type ${typeof token}: give a string.`);
  if (bearerToken(`Bearer ${token}`) !== token) {
    throw rangeError('adminToken is empty or has spaces: give one word, it is sent as a bearer token.');
  }
  if (token.length < SHORTEST_TOKEN) {
    throw rangeError(
      `adminToken has ${token.length} characters: give at least ${SHORTEST_TOKEN}, it must not be guessed.`,
    );
  }
}

function checkClock(clock: Clock): void {
  if (typeof clock?.now !== 'function' || typeof clock.setTimeout !== 'function') {
    throw typeError('clock lacks now or setTimeout: give both, or leave the clock out.');
  }
}

function checkStore(redis: string | null, onStoreFailure: OnStoreFailure): void {
  // The value stays out of the message: it may hold a password.
  if (redis !== null && (typeof redis !== 'string' || !/^rediss?:\/\/./.test(redis) || !URL.canParse(redis))) {
    throw rangeError('redis is not a Redis URL: give one such as redis://127.0.0.1:6379, or leave it out.');
  }
  if (onStoreFailure !== 'open' && onStoreFailure !== 'closed') {
    throw rangeError(`onStoreFailure is ${show(onStoreFailure)}: give open or closed.`);
  }
}

/** @throws TypeError or RangeError naming the option, its value and the remedy; `code` says which kind. */
export function resolveOptions(options: MockServerOptions): ResolvedOptions {
  if (typeof options !== 'object' || options === null) {
    throw typeError(`options is ${show(options)}: give an object with an adminToken.`);
  }
  const unknown = Object.keys(options).find((name) => !known.includes(name as keyof MockServerOptions));
  if (unknown !== undefined) throw typeError(`${show(unknown)} is not an option: give some of ${known.join(', ')}.`);
  const { adminToken, seed = 1, journalCapacity = 100_000, clock = punctualClock, logger = false } = options;
  const { redis = null, onStoreFailure = 'closed', estimators = {} } = options;
  checkToken(adminToken);
  wholeNumber('seed', seed, 0, Number.MAX_SAFE_INTEGER);
  wholeNumber('journalCapacity', journalCapacity, 1, 10_000_000);
  checkClock(clock);
  checkStore(redis, onStoreFailure);
  const gpu = resolveGpuOptions(options.gpu ?? {});
  const contracts = overrideContracts(options.contracts ?? shippedContracts, options.contractOverrides ?? {});
  const providers = new Map(contracts.map(resolveMockSettings).map((settings) => [settings.provider, settings]));
  const all = [...providers.values()];
  checkRoutes(all);
  checkEstimators(all, estimators);
  // An API that asks for no key has one account, whatever keys there are.
  const open = localKeys(all.filter(({ authentication }) => authentication === null));
  const keys = options.keys === undefined ? localKeys(all) : { ...open, ...options.keys };
  const log = typeof logger === 'object' ? logger : logger ? {} : null;
  const hasLocalKeys = options.keys === undefined;
  return {
    adminToken,
    seed,
    journalCapacity,
    redis,
    onStoreFailure,
    gpu,
    clock,
    providers,
    estimators,
    keys,
    hasLocalKeys,
    log,
  };
}
