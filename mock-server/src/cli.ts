#!/usr/bin/env node
import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { buildApp } from './app.ts';
import { type CliSettings, helpText, readArgs, UsageError } from './cli-args.ts';
import { localKeys } from './keys/local-keys.ts';
import { resolveOptions } from './options/options.ts';

const WRONG_CALL = 3;
/** A batch opens all its connections at once, and the system's default queue holds about one batch. */
const BACKLOG = 4_096;

/** Later than the last of the drain's times, so that only a server that hangs is ended by it. */
const STOPPED_BY_MS = 9_500;

const listenFailures: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is in use: stop what listens there, or give another --port',
  EADDRNOTAVAIL: 'is not an address of this machine: give another --host',
  EACCES: 'may not be listened on: give a --port above 1023',
  ENOTFOUND: 'is unknown: give another --host',
};

async function listen(app: FastifyInstance, { host, port }: CliSettings): Promise<string> {
  try {
    return await app.listen({ host, port, backlog: BACKLOG });
  } catch (error) {
    const reason = listenFailures[(error as NodeJS.ErrnoException).code ?? ''];
    throw reason === undefined ? error : new UsageError(`${host}:${port} ${reason}.`);
  }
}

function stopWhenTold(app: FastifyInstance, say: (line: string) => void): void {
  let stopping = false;
  const stop = (): void => {
    stopping = true;
    setTimeout(() => {
      process.stderr.write('The server did not close in time.\n');
      process.exit(1);
    }, STOPPED_BY_MS).unref();
    // Exits by itself, since an open channel to the parent would keep the process alive.
    app.close().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`${error}\n`);
        process.exit(1);
      },
    );
  };
  const onSignal = (signal: 'SIGTERM' | 'SIGINT', code: number): void => {
    if (stopping) process.exit(128 + code);
    say(`${signal}: finishing what is in flight.`);
    stop();
  };
  process.on('SIGTERM', () => onSignal('SIGTERM', 15));
  process.on('SIGINT', () => onSignal('SIGINT', 2));
  // The parent that opened the channel is gone, so nobody is left to read a message.
  process.on('disconnect', () => {
    if (!stopping) stop();
  });
}

async function main(): Promise<void> {
  const settings = readArgs(process.argv.slice(2), process.env);
  if (settings.help) {
    process.stdout.write(helpText);
    return;
  }
  const say = (line: string): void => {
    if (!settings.quiet) process.stdout.write(`${line}\n`);
  };
  const { seed, contractOverrides, redis, onStoreFailure, gpus, gpuScale, logLevel: level } = settings;
  const adminToken = settings.adminToken ?? randomBytes(18).toString('base64url');
  const logger = level === undefined ? false : { level };
  const options = {
    seed,
    contractOverrides,
    adminToken,
    onStoreFailure,
    gpu: { ...(gpus !== undefined && { gpus }), ...(gpuScale !== undefined && { clockScale: gpuScale }) },
    logger,
    ...(redis !== undefined && { redis }),
  };
  const { providers } = resolveOptions(options);
  const app = buildApp(options);
  stopWhenTold(app, say);
  const url = await listen(app, settings);
  say(`Mock server on ${url}, seed ${seed}. API: ${url}/docs/json`);
  say(`Keys for local use: ${Object.keys(localKeys(providers.values())).join(', ')}`);
  if (settings.adminToken === undefined) say(`Admin token of this run: ${adminToken}`);
  process.send?.({ type: 'listening', url });
}

try {
  await main();
} catch (error) {
  // buildApp gives wrong options a code; anything else is a defect, and its stack is wanted.
  const isWrongCall = error instanceof UsageError || String((error as { code?: unknown }).code).startsWith('EVK_MOCK_');
  process.stderr.write(`evenkeel-mock: ${isWrongCall ? (error as Error).message : (error as Error).stack}\n`);
  process.exit(isWrongCall ? WRONG_CALL : 1);
}
