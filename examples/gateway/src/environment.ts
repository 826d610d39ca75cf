import { nerox, type neura, nimbus, OptionError } from '@evenkeel/toolkit';
import { createFileSubmissionLog } from '@evenkeel/toolkit/node';
import type { GatewayOptions } from './app.ts';

export const environmentHelp = `  An API is called where its key is set; one is needed.

  NIMBUS_API_KEY      Nimbus's key
  NIMBUS_BASE_URL     where it is; default http://127.0.0.1:4010 (npm run mock)
  NIMBUS_TIER         ${Object.keys(nimbus.profile.tiers).join(', ')}; default ${nimbus.profile.defaultTier}
  NEURA_API_KEY       Neura's key
  NEURA_BASE_URL      where it is; default http://127.0.0.1:4010
  NEURA_MAX_PAYMENT   what may be paid for one call, such as "0.5 USDC"; default nothing
  NEURA_MAX_TOTAL     what may be paid in the life of the process, such as "20 USDC"; needed with NEURA_MAX_PAYMENT
  NEROX_API_KEY       Nerox's key; read again when it is refused, so that it can be rotated
  NEROX_BASE_URL      where it is; default http://127.0.0.1:4010
  NEROX_TIER          ${Object.keys(nerox.profile.tiers).join(', ')}; default ${nerox.profile.defaultTier}
  NEROX_METRICS       1 shows nerox_job_duration_seconds, nerox_job_errors_total and nerox_rate_limit_hits_total
  NEROX_SUBMISSIONS   a file of this process alone, in which its jobs are noted before they are submitted: a stop leaves
                      them running, and the next start takes them on. Default none: a stop cancels them
  EVENKEEL_REDIS_URL  shares the keys' limits with the other processes on this Redis
  REQUEST_TIMEOUT_MS  how long a request may take to arrive; default 30000
  DRAIN_MS            how long a stop waits for what is in flight, and then gives it up; default 5000
  LOG_LEVEL           Pino's level; default info`;

const DEFAULT_BASE_URL = 'http://127.0.0.1:4010';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the gateway's options from its environment.
 *
 * @throws OptionError for what is missing or cannot be used
 */
export async function readEnvironment(env: Environment): Promise<GatewayOptions> {
  const options = {
    ...(env.NIMBUS_API_KEY && { nimbus: nimbusOptions(env) }),
    ...(env.NEURA_API_KEY && { neura: neuraOptions(env) }),
    ...(env.NEROX_API_KEY && { nerox: neroxOptions(env) }),
    ...(env.LOG_LEVEL && { logLevel: env.LOG_LEVEL }),
    ...(env.REQUEST_TIMEOUT_MS && { requestTimeoutMs: milliseconds(env, 'REQUEST_TIMEOUT_MS') }),
    ...(env.DRAIN_MS && { drainMs: milliseconds(env, 'DRAIN_MS') }),
  };
  if (options.nimbus === undefined && options.neura === undefined && options.nerox === undefined) {
    throw new OptionError('apiKey', 'set one of NIMBUS_API_KEY, NEURA_API_KEY and NEROX_API_KEY, or several.');
  }
  const redis = env.EVENKEEL_REDIS_URL;
  if (!redis) return options;
  // Loaded only here, as only a gateway that shares needs ioredis.
  const { createRedisCoordinator } = await import('@evenkeel/toolkit/redis');
  return { ...options, coordinator: createRedisCoordinator({ redis }) };
}

function nimbusOptions(env: Environment): NonNullable<GatewayOptions['nimbus']> {
  return {
    baseUrl: env.NIMBUS_BASE_URL ?? DEFAULT_BASE_URL,
    apiKey: env.NIMBUS_API_KEY as string,
    // The client refuses an unknown tier.
    ...(env.NIMBUS_TIER && { tier: env.NIMBUS_TIER as keyof typeof nimbus.profile.tiers }),
  };
}

function neuraOptions(env: Environment): NonNullable<GatewayOptions['neura']> {
  const payment = env.NEURA_MAX_PAYMENT && paymentOf(env);
  return {
    baseUrl: env.NEURA_BASE_URL ?? DEFAULT_BASE_URL,
    apiKey: env.NEURA_API_KEY as string,
    ...(env.NEURA_TIER && { tier: env.NEURA_TIER as neura.NeuraOptions['tier'] & string }),
    ...(payment && { payment }),
  };
}

/** Leaves out the key: the client reads it from its variable, again when it is refused. */
function neroxOptions(env: Environment): NonNullable<GatewayOptions['nerox']> {
  return {
    baseUrl: env.NEROX_BASE_URL ?? DEFAULT_BASE_URL,
    ...(env.NEROX_TIER && { tier: env.NEROX_TIER as keyof typeof nerox.profile.tiers }),
    ...(env.NEROX_SUBMISSIONS && { submissions: createFileSubmissionLog(env.NEROX_SUBMISSIONS) }),
  };
}

function milliseconds(env: Environment, name: string): number {
  const ms = Number(env[name]);
  if (!Number.isInteger(ms) || ms < 1 || ms > 3_600_000) {
    throw new OptionError(name, 'give whole milliseconds from 1 to 3600000.', env[name]);
  }
  return ms;
}

function paymentOf(env: Environment): neura.PaymentOptions {
  const [maxAmount, currency] = priceOf('NEURA_MAX_PAYMENT', env);
  const [maxTotal, ofTotal] = priceOf('NEURA_MAX_TOTAL', env);
  if (ofTotal !== currency) {
    throw new OptionError(
      'NEURA_MAX_TOTAL',
      `give an amount in ${currency}, as NEURA_MAX_PAYMENT.`,
      env.NEURA_MAX_TOTAL,
    );
  }
  return { maxAmount, maxTotal, currency };
}

function priceOf(name: 'NEURA_MAX_PAYMENT' | 'NEURA_MAX_TOTAL', { [name]: text = '' }: Environment): [number, string] {
  const [, amount, currency] = /^(\d+(?:\.\d+)?) +([A-Za-z]+)$/.exec(text) ?? [];
  if (amount === undefined || currency === undefined) {
    throw new OptionError(name, 'give an amount and a currency, such as "0.5 USDC".', text);
  }
  return [Number(amount), currency];
}
