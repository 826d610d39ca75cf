import { defaultTransport } from '#default-transport';
import { type PriorityShares, requireShares } from '../admission/turns.ts';
import { type ContractParts, requireChecked } from '../contract/checked.ts';
import type { ProviderContract } from '../contract/contract.ts';
import { type ClientSettings, type RateSettings, resolveClientSettings } from '../contract/settings.ts';
import { OptionError, requireInteger } from '../errors/errors.ts';
import { combineSinks, type EventSink } from '../events.ts';
import type { Transport } from '../http/transport.ts';
import type { AdaptiveCeiling } from '../policies/adaptive/opening-slots.ts';
import { type Clock, type Random, systemClock, systemRandom } from '../time/clock.ts';
import { seekCeiling, withCeiling } from './ceiling.ts';
import type { ClientOptions } from './client-options.ts';

/** A client's options, checked and with their defaults. */
export interface ResolvedOptions {
  settings: ClientSettings;
  parts: ContractParts;
  /** If given, the ceiling is found by trying, in place of the settings' own. */
  adaptive: AdaptiveCeiling | undefined;
  baseUrl: string;
  maxQueued: number;
  priorityShares: PriorityShares | undefined;
  transport: Transport;
  /** Undefined where nobody listens. */
  listener: EventSink | undefined;
  clock: Clock;
  random: Random;
}

/** @throws OptionError if one cannot be used, such as a contract that was not checked */
export function resolveOptions(contract: ProviderContract, options: ClientOptions): ResolvedOptions {
  const parts = requireChecked(contract);
  const { ceiling, onEvent = [], maxQueued = 1_000, clock = systemClock, random = systemRandom } = options;
  const { tier = contract.defaultTier } = options;
  const ofTier = resolveClientSettings(contract, tier, budgetsOf(contract, parts, tier, options.budget));
  const adaptive = seekCeiling(contract, ofTier, ceiling);
  const settings = withCeiling(ofTier, ceiling === 'adaptive' ? adaptive?.max : ceiling);
  const sinks = typeof onEvent === 'function' ? [onEvent] : onEvent;
  return {
    settings,
    parts,
    adaptive,
    baseUrl: requireBaseUrl(options.baseUrl),
    maxQueued: requireInteger('maxQueued', maxQueued, 0),
    priorityShares: requireShares(options.priorityShares),
    transport: options.transport ?? defaultTransport(settings.pool),
    listener: sinks.length === 0 ? undefined : combineSinks(sinks, options.onSinkError),
    clock,
    random,
  };
}

/** @throws OptionError for a budget that cannot be kept */
function budgetsOf(
  contract: ProviderContract,
  { budgets }: ContractParts,
  tier: string,
  given: ClientOptions['budget'],
): RateSettings[] {
  if (given === undefined) return [];
  if (budgets !== undefined) return budgets(contract, tier, given);
  throw new OptionError(
    'budget',
    'give the contract, too, as defineProvider() makes it: it brings what keeps budgets.',
  );
}

/**
 * The key to use; empty for an API that asks for none.
 *
 * @throws OptionError without the key in it
 */
export function requireKey(
  { title, authentication }: Pick<ProviderContract, 'title' | 'authentication'>,
  apiKey: string | undefined,
): string {
  if (authentication === null) {
    if (apiKey === undefined) return '';
    throw new OptionError('apiKey', `leave it out: by its contract, ${title} asks for no key.`);
  }
  const { keyEnv, keyPrefix } = authentication;
  const key = apiKey ?? globalThis.process?.env[keyEnv];
  if (key === undefined || key === '') {
    throw new OptionError('apiKey', `give one, or set the environment variable ${keyEnv}.`);
  }
  // A stray newline from a secrets file would otherwise show up as a network failure.
  if (!/^[\x21-\x7e]+$/.test(key)) throw new OptionError('apiKey', 'it holds white space or characters beyond ASCII.');
  if (!key.startsWith(keyPrefix)) {
    throw new OptionError('apiKey', `${title}'s keys start with ${keyPrefix}; this one does not.`);
  }
  return key;
}

/** @returns the URL without a slash at its end */
export function requireBaseUrl(baseUrl: string): string {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    const printed = baseUrl.includes('@') ? undefined : baseUrl;
    throw new OptionError('baseUrl', 'give an http or https URL, such as https://api.example.com.', printed);
  }
  // Credentials in a URL, or in its query, end up in logs; they are not printed here either.
  if (url.username !== '' || url.password !== '') throw new OptionError('baseUrl', 'leave credentials out of it.');
  if (url.search !== '' || url.hash !== '') throw new OptionError('baseUrl', 'leave query and fragment out of it.');
  return url.href.replace(/\/+$/, '');
}

/** In characters. */
export const longestCallId = 200;

/** The form of a call id, and of an idempotency key. */
export const callIdPattern = new RegExp(`^[\\x21-\\x7e]{1,${longestCallId}}$`);

export function requireCallId(callId: string, option = 'callId'): void {
  if (!callIdPattern.test(callId)) refuseCallId(callId, option);
}

export function refuseCallId(callId: string, option: string): never {
  throw new OptionError(option, `give 1 to ${longestCallId} printable ASCII characters without spaces.`, callId);
}

export function requirePriority(priority: number): void {
  requireInteger('priority', priority, Number.MIN_SAFE_INTEGER);
}
