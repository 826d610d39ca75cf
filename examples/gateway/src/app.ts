import { randomUUID } from 'node:crypto';
import { type Coordinator, type ManagedClient, nerox, neura, nimbus } from '@evenkeel/toolkit';
import type { FileSubmissionLog } from '@evenkeel/toolkit/node';
import { createLogSink, createMetrics } from '@evenkeel/toolkit/telemetry';
import Fastify, { type FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { adoptJobs } from './adopt.ts';
import { readJsonBodies } from './body.ts';
import { drain } from './drain.ts';
import { neroxRoutes } from './nerox.ts';
import { neuraRoutes } from './neura.ts';
import { nimbusRoutes, requestId } from './nimbus.ts';

/** The APIs that it calls: those of which it is told where they are. */
export interface GatewayOptions {
  nimbus?: Pick<nimbus.NimbusOptions, 'baseUrl' | 'apiKey' | 'tier'>;
  neura?: Pick<neura.NeuraOptions, 'baseUrl' | 'apiKey' | 'tier' | 'payment'>;
  nerox?: Pick<nerox.NeroxOptions, 'baseUrl' | 'apiKey' | 'tier' | 'spend'> & {
    /** Has the jobs that a process before left be adopted, and a stop leave those that run. Not closed with the gateway. */
    submissions?: FileSubmissionLog;
  };
  /** Shares the keys' limits with other processes. Not closed with the gateway. Default: it has them to itself. */
  coordinator?: Coordinator;
  /** Pino's level; default `info`. */
  logLevel?: string;
  /** How long a request may take to arrive, in milliseconds. Default 30,000. */
  requestTimeoutMs?: number;
  /** How long a close waits for what is in flight, before it gives that up, in milliseconds. Default 5,000. */
  drainMs?: number;
  /** Ends that wait when it aborts. */
  hurry?: AbortSignal;
}

/** A body of it is read in less than a tenth of a second, whatever it holds: nothing else happens meanwhile. */
const BODY_LIMIT_BYTES = 1_048_576;

/** A small app that calls rate-limited APIs through the toolkit, as any app would. */
export function buildGateway(options: GatewayOptions): FastifyInstance {
  const { logLevel = 'info', coordinator, requestTimeoutMs = 30_000, drainMs = 5_000, hurry, ...apis } = options;
  const register = new Registry();
  collectDefaultMetrics({ register });
  const contracts = [
    ...(apis.nimbus ? [nimbus.profile] : []),
    ...(apis.neura ? [neura.profile] : []),
    ...(apis.nerox ? [nerox.profile] : []),
  ];
  const metrics = createMetrics({ register, contracts });

  const app: FastifyInstance = Fastify({
    logger: { level: logLevel },
    // One line a request would be most of the log; the toolkit's events say more.
    logController: new Fastify.LogController({ disableRequestLogging: true }),
    genReqId: (request) => requestId(request, randomUUID),
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: requestTimeoutMs,
    http: { headersTimeout: requestTimeoutMs, connectionsCheckingInterval: Math.min(requestTimeoutMs, 5_000) },
    // What still comes while it closes is answered as ever.
    return503OnClosing: false,
    // What the caller got wrong is refused, not mended.
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false } },
  });
  readJsonBodies(app);
  const common = { onEvent: [metrics, createLogSink(app.log)], ...(coordinator && { coordinator }) };
  const clients: Pick<ManagedClient, 'close'>[] = [];
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
    const { submissions } = apis.nerox;
    const client = nerox.createClient({ ...apis.nerox, ...common });
    // A job that is in the log is found by the next process, so a stop costs nobody its work.
    clients.push({ close: (how) => client.close({ ...how, jobs: submissions ? 'leave' : 'cancel' }) });
    neroxRoutes(app, client);
    app.addHook('onReady', async () => {
      // A key that may too little would fail the first job in its middle.
      await client.ready();
      if (submissions) await adoptJobs(client, submissions, app.log);
      else app.log.warn('There is no log of submissions: if this process dies, its jobs run on, and are billed.');
    });
  }
  app.get('/metrics', async (_request, reply) => reply.type(register.contentType).send(await register.metrics()));
  app.get('/health', async () => ({ status: 'ok', uptimeSeconds: process.uptime() }));

  drain(app, { clients, drainMs, hurry });
  return app;
}
