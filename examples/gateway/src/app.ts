import { randomUUID } from 'node:crypto';
import { type Coordinator, type ManagedClient, nerox, neura, nimbus } from '@evenkeel/toolkit';
import { createLogSink, createMetrics } from '@evenkeel/toolkit/telemetry';
import Fastify, { type FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { neroxRoutes } from './nerox.ts';
import { neuraRoutes } from './neura.ts';
import { nimbusRoutes, requestId } from './nimbus.ts';

/** The APIs that it calls: those of which it is told where they are. */
export interface GatewayOptions {
  nimbus?: Pick<nimbus.NimbusOptions, 'baseUrl' | 'apiKey' | 'tier'>;
  neura?: Pick<neura.NeuraOptions, 'baseUrl' | 'apiKey' | 'tier' | 'payment'>;
  nerox?: Pick<nerox.NeroxOptions, 'baseUrl' | 'apiKey' | 'tier' | 'spend'>;
  /** Shares the keys' limits with other processes. Not closed with the gateway. Default: it has them to itself. */
  coordinator?: Coordinator;
  /** Pino's level; default `info`. */
  logLevel?: string;
}

const CLOSE_WITHIN_MS = 2_000;

/** A small app that calls rate-limited APIs through the toolkit, as any app would. */
export function buildGateway({ logLevel = 'info', coordinator, ...apis }: GatewayOptions): FastifyInstance {
  const register = new Registry();
  collectDefaultMetrics({ register });
  const contracts = [
    ...(apis.nimbus ? [nimbus.profile] : []),
    ...(apis.neura ? [neura.profile] : []),
    ...(apis.nerox ? [nerox.profile] : []),
  ];
  const metrics = createMetrics({ register, contracts });

  const app = Fastify({
    logger: { level: logLevel },
    // One line a request would be most of the log; the toolkit's events say more.
    logController: new Fastify.LogController({ disableRequestLogging: true }),
    genReqId: (request) => requestId(request, randomUUID),
    bodyLimit: 16 * 1024 * 1024,
  });
  const common = { onEvent: [metrics, createLogSink(app.log)], ...(coordinator && { coordinator }) };
  const clients: ManagedClient[] = [];
  if (apis.nimbus) {
    const client = nimbus.createClient({ ...apis.nimbus, ...common });
    clients.push(client);
    nimbusRoutes(app, client);
  }
  if (apis.neura) {
    const client = neura.createClient({ ...apis.neura, ...common });
    clients.push(client);
    neuraRoutes(app, client);
  }
  if (apis.nerox) {
    const client = nerox.createClient({ ...apis.nerox, ...common });
    clients.push(client);
    neroxRoutes(app, client);
    // A key that may too little would fail the first job in its middle.
    app.addHook('onReady', async () => {
      await client.ready();
    });
  }
  app.get('/metrics', async (_request, reply) => reply.type(register.contentType).send(await register.metrics()));
  app.get('/health', async () => ({ status: 'ok', uptimeSeconds: process.uptime() }));
  let closing = false;
  app.addHook('preClose', async () => {
    closing = true;
  });
  // A kept-alive connection would hold the shutdown up until its time-out, whether its response was under way or not.
  app.addHook('onSend', async (_request, reply) => {
    if (closing) reply.header('connection', 'close');
  });
  app.addHook('onResponse', async (request) => {
    if (closing) request.raw.socket.destroySoon();
  });
  // Fastify lets the requests in flight finish first, so this finds the clients idle.
  app.addHook('onClose', async () => {
    // What an API that is down leaves to be done is given up: nobody is left to answer.
    const signal = AbortSignal.timeout(CLOSE_WITHIN_MS);
    await Promise.all(clients.map((client) => client.close({ signal })));
  });
  return app;
}
