import swagger from '@fastify/swagger';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { addAdminApi } from './admin/index.ts';
import { FaultRegistry } from './injection/registry.ts';
import { Journal } from './journal/journal.ts';
import { credentialIn, KeyRing } from './keys/key-ring.ts';
import { warnOfLocalKeys } from './keys/local-keys-warning.ts';
import { type CountedWindow, connected, countingRedis } from './limits/counted-window.ts';
import { type MockServerOptions, type ResolvedOptions, resolveOptions } from './options/options.ts';
import { genericProvider } from './providers/generic/index.ts';
import { mockProviders } from './providers/index.ts';
import type { Routes } from './providers/provider.ts';
import { ContextFactory } from './requests/context.ts';
import { createResources, type Resources } from './requests/resources.ts';
import { type Core, ProviderService } from './requests/service.ts';
import { Drain } from './server/drain.ts';
import { readJsonBodies } from './server/json-body.ts';
import { loggerOptions } from './server/logging.ts';
import { createMetrics } from './server/metrics.ts';
import { OpenRequests } from './server/open-requests.ts';
import { addOperationsApi } from './server/operations-api.ts';
import { answerUnknownRoutes, type Unknown } from './server/unknown-routes.ts';
import { version } from './version.ts';

const BODY_LIMIT_BYTES = 1_048_576;
/** Longer than clients keep idle connections, so that the server is never the one to close a pooled one. */
const KEEP_ALIVE_MS = 72_000;
/** A client that stops halfway through a request must not hold a slot, or a connection, for ever. */
const timeouts = { headersTimeout: 10_000, requestTimeout: 30_000, connectionsCheckingInterval: 1_000 };

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
    requestTimeout: timeouts.requestTimeout,
    http: timeouts,
    // A closing server still answers by the contract on the connections it has.
    return503OnClosing: false,
    // A number is no prompt: a value that a real API refuses must not be coerced here.
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false } },
  });
  app.removeContentTypeParser('text/plain');
  readJsonBodies(app, { mayBeEmpty: false });
  return app;
}

type AddAdminRoutes = NonNullable<Routes['addAdminRoutes']>;

function addProviders(
  app: FastifyInstance,
  options: ResolvedOptions,
  core: Core,
  resources: ReadonlyMap<string, Resources>,
  services: Map<string, ProviderService>,
): AddAdminRoutes[] {
  const admin: AddAdminRoutes[] = [];
  for (const [name, settings] of options.providers) {
    const provider = mockProviders.find((known) => known.name === name) ?? genericProvider(name);
    const service = new ProviderService(settings, provider.errorBody, core, resources.get(name) as Resources);
    services.set(name, service);
    app.register(async (scope) => {
      service.install(scope);
      const { addAdminRoutes } = provider.addRoutes(scope, service);
      if (addAdminRoutes) admin.push(addAdminRoutes);
    });
  }
  return admin;
}

/** Answers in the form of the API whose key was sent, with its hints, since that is the API that was meant. */
const inFormOf =
  (keyRing: KeyRing, services: ReadonlyMap<string, ProviderService>) =>
  (request: FastifyRequest, reply: FastifyReply, { status, code, message }: Unknown): void => {
    const meant = [...services.values()].flatMap((each) => {
      const known = keyRing.find(credentialIn(each.settings, request.headers) ?? '');
      return known?.provider === each.settings.provider ? [{ known, each }] : [];
    });
    // An API that asks for no key would claim every request, so one whose key was really sent comes first.
    const { known: account, each: service } = meant.find(({ each }) => each.settings.authentication) ?? meant[0] ?? {};
    if (service !== undefined) service.errorFormat.writeHints(reply, { limits: account?.limits }, false);
    reply.send(service?.errorFormat.error({ status, code, message }) ?? { error: { code, message } });
  };

/**
 * Builds a Fastify app that enforces the contracts; the caller calls `listen` or
 * `inject`. Two apps share nothing.
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
  const resources = new Map<string, Resources>();
  const limits = (provider: string): CountedWindow[] => [...(resources.get(provider)?.counted.values() ?? [])];
  const limiterFails = (provider: string): boolean => limits(provider).some((window) => window.failing);
  const metrics = createMetrics({
    providers: resolved.providers,
    faults,
    accounts: () => keyRing.accounts(),
    limiterFails,
  });
  const redis = resolved.redis === null ? null : countingRedis(resolved.redis);

  const app = createFastify(resolved);
  const openRequests = new OpenRequests(app);
  const drain = new Drain(app, openRequests);
  if (resolved.hasLocalKeys) warnOfLocalKeys(app);
  app.register(swagger, { openapi });
  for (const [name, settings] of resolved.providers) {
    const { onStoreFailure } = resolved;
    resources.set(name, createResources(settings, { redis, onStoreFailure, clock, seed, metrics, log: app.log }));
  }
  const { gpu, journalCapacity } = resolved;
  const contexts = new ContextFactory(keyRing);
  const { estimators } = resolved;
  const core = { clock, seed, faults, journal, metrics, contexts, openRequests, estimators, gpu, journalCapacity };
  const services = new Map<string, ProviderService>();
  answerUnknownRoutes(app, inFormOf(keyRing, services));
  const admin = addProviders(app, resolved, core, resources, services);
  const operations = [...resolved.providers.values()].map(
    (one) => [one.provider, Object.keys(one.operations)] as const,
  );
  // After the providers, since only then are the admin routes known that they add.
  app.register(async (scope) => {
    addAdminApi(scope, { adminToken, clock, providers: new Map(operations), faults, journal, keyRing, more: admin });
  });
  const startedMs = clock.now();
  const providers = [...resolved.providers.keys()];
  const windows = (): CountedWindow[] => providers.flatMap(limits);
  app.register(async (scope) =>
    addOperationsApi(scope, { clock, startedMs, seed, metrics, providers, windows, drain }),
  );
  if (redis !== null) app.addHook('onReady', () => connected(redis));
  app.addHook('onClose', async () => {
    redis?.disconnect();
    for (const { upstreams } of resources.values()) for (const upstream of upstreams.values()) upstream.close();
  });
  app.addHook('onClose', async () => faults.clear());
  return app;
}
