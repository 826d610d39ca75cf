import { randomUUID } from 'node:crypto';
import { nimbus } from '@evenkeel/toolkit';
import { createLogSink, createMetrics } from '@evenkeel/toolkit/telemetry';
import Fastify, { type FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { nimbusRoutes, requestId } from './nimbus.ts';

export interface GatewayOptions {
  nimbus: { baseUrl: string; apiKey?: string; tier?: nimbus.NimbusOptions['tier'] };
  /** Pino's level; default `info`. */
  logLevel?: string;
}

/** A small app that calls rate-limited APIs through the toolkit, as any app would. */
export function buildGateway({ nimbus: options, logLevel = 'info' }: GatewayOptions): FastifyInstance {
  const register = new Registry();
  collectDefaultMetrics({ register });
  const metrics = createMetrics({ register, contracts: [nimbus.profile] });

  const app = Fastify({
    logger: { level: logLevel },
    // One line a request would be most of the log; the toolkit's events say more.
    logController: new Fastify.LogController({ disableRequestLogging: true }),
    genReqId: (request) => requestId(request, randomUUID),
    bodyLimit: 16 * 1024 * 1024,
  });
  const client = nimbus.createClient({ ...options, onEvent: [metrics, createLogSink(app.log)] });

  nimbusRoutes(app, client);
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
  // Fastify lets the requests in flight finish first, so this finds the client idle.
  app.addHook('onClose', () => client.close());
  return app;
}
