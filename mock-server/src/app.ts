import swagger from '@fastify/swagger';
import Fastify, { type FastifyInstance } from 'fastify';
import { addAdminApi } from './admin/index.ts';
import { bearerToken, KeyRing } from './auth.ts';
import { show, unsupported } from './errors.ts';
import { Reception } from './exchange.ts';
import { FaultRegistry } from './faults/registry.ts';
import { closeGracefully } from './graceful-close.ts';
import { Journal } from './journal/journal.ts';
import { loggerOptions } from './logging.ts';
import { createMetrics } from './metrics.ts';
import { addOperationsApi } from './operations-api.ts';
import { type MockServerOptions, type ResolvedOptions, resolveOptions } from './options/options.ts';
import { mockProviders } from './providers/index.ts';
import { type Core, ProviderService } from './providers/service.ts';
import { version } from './version.ts';

const BODY_LIMIT_BYTES = 1_048_576;
/** Longer than clients keep idle connections, so that the server is never the one to close a pooled one. */
const KEEP_ALIVE_MS = 72_000;
/** For headers and body; a client that stops halfway must not hold a slot for ever. */
const RECEIVE_TIMEOUT_MS = 60_000;

const openapi = {
  openapi: '3.1.0',
  info: { title: 'Evenkeel mock server', version, description: 'Enforces the contracts of rate-limited APIs.' },
  components: {
    securitySchemes: {
      apiKey: { type: 'http', scheme: 'bearer', description: "The provider's API key." },
      adminToken: { type: 'http', scheme: 'bearer', description: 'The admin token.' },
    },
  },
} as const;

function createFastify({ log }: ResolvedOptions): FastifyInstance {
  const app: FastifyInstance = Fastify({
    logger: loggerOptions(log),
    bodyLimit: BODY_LIMIT_BYTES,
    keepAliveTimeout: KEEP_ALIVE_MS,
    requestTimeout: RECEIVE_TIMEOUT_MS,
    // A closing server still answers by the contract on the connections it has.
    return503OnClosing: false,
    // A number is no prompt: what a real API refuses must not be coerced.
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false } },
  });
  app.removeContentTypeParser('text/plain');
  closeGracefully(app);
  return app;
}

function addProviders(app: FastifyInstance, options: ResolvedOptions, keyRing: KeyRing, core: Core): void {
  const services = new Map<string, ProviderService>();
  for (const [name, settings] of options.providers) {
    const provider = mockProviders.find((known) => known.name === name);
    if (provider === undefined) {
      const known = mockProviders.map((one) => one.name).join(', ');
      throw unsupported(`contracts has ${show(name)}, which has no routes here: give some of ${known}.`);
    }
    const service = new ProviderService(settings, provider, core);
    services.set(name, service);
    app.register(async (scope) => {
      service.install(scope);
      provider.addRoutes(scope, service);
    });
  }
  app.setNotFoundHandler((request, reply) => {
    reply.code(404);
    // Whose key it is tells whose API was meant, and that API sends its hints with every answer.
    const account = keyRing.find(bearerToken(request.headers.authorization) ?? '');
    if (account !== undefined) services.get(account.provider)?.writeHints(reply, account.limits, 0);
    return reply.send({ error: { code: 'not_found', message: 'There is no such route.' } });
  });
}

/**
 * A Fastify app that enforces the contracts; `listen` or `inject` are the
 * caller's. Two apps share nothing.
 *
 * @throws TypeError or RangeError with a stable `code` (`EVK_MOCK_OPTION_TYPE`,
 * `EVK_MOCK_OPTION_RANGE`, `EVK_MOCK_CONTRACT_UNSUPPORTED`) for a wrong option.
 */
export function buildApp(options: MockServerOptions): FastifyInstance {
  const resolved = resolveOptions(options);
  const { adminToken, clock, seed } = resolved;
  const keyRing = new KeyRing(resolved.keys, resolved.providers);
  const faults = new FaultRegistry(clock);
  const journal = new Journal(resolved.journalCapacity);
  const metrics = createMetrics({ providers: resolved.providers, faults, accounts: keyRing.accounts() });
  const providers = [...resolved.providers.keys()];

  const app = createFastify(resolved);
  app.register(swagger, { openapi });
  addProviders(app, resolved, keyRing, { clock, seed, faults, journal, metrics, reception: new Reception(keyRing) });
  app.register(async (scope) => addAdminApi(scope, { adminToken, providers, faults, journal }));
  const startedMs = clock.now();
  app.register(async (scope) => addOperationsApi(scope, { clock, startedMs, seed, metrics, providers }));
  app.addHook('onClose', async () => faults.clear());
  return app;
}
