import { randomUUID } from 'node:crypto';
import { type Coordinator, type ManagedClient, nerox, neura, nimbus } from '@evenkeel/toolkit';
import type { FileSubmissionLog } from '@evenkeel/toolkit/node';
import { createMetrics } from '@evenkeel/toolkit/prometheus';
import { createLogSink } from '@evenkeel/toolkit/telemetry';
import Fastify, { type FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { adoptJobs } from './adopt.ts';
import { readJsonBodies } from './body.ts';
import { drain } from './drain.ts';
import { neroxRoutes } from './nerox.ts';
import { neuraRoutes } from './neura.ts';
import { nimbusRoutes, requestId } from './nimbus.ts';

/** The options of the gateway. It calls the APIs whose options are given. */
export interface GatewayOptions {
  nimbus?: Pick<nimbus.NimbusOptions, 'baseUrl' | 'apiKey' | 'tier'>;
  neura?: Pick<neura.NeuraOptions, 'baseUrl' | 'apiKey' | 'tier' | 'payment'>;
  nerox?: Pick<nerox.NeroxOptions, 'baseUrl' | 'apiKey' | 'tier' | 'spend'> & {
    /**
     * With a log, the gateway adopts the jobs that an earlier process left, and leaves running jobs when it stops. The
     * caller closes the log.
     */
    submissions?: FileSubmissionLog;
  };
  /**
   * Shares the keys' limits with other processes. The caller closes it. Default: the gateway has the limits to itself.
   */
  coordinator?: Coordinator;
  /** Pino's level; default `info`. */
  logLevel?: string;
  /** How long a request may take to arrive, in milliseconds. Default 30,000. */
  requestTimeoutMs?: number;
  /** How long a close waits for what is in flight before it gives up, in milliseconds. Default 5,000. */
  drainMs?: number;
  /** Aborting it ends that wait. */
  hurry?: AbortSignal;
}

/** The largest body. Parsing one blocks the process, but for less than a tenth of a second, whatever it holds. */
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
    // One line per request would be most of the log; the toolkit's events say more.
    logController: new Fastify.LogController({ disableRequestLogging: true }),
    genReqId: (request) => requestId(request, randomUUID),
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: requestTimeoutMs,
    http: { headersTimeout: requestTimeoutMs, connectionsCheckingInterval: Math.min(requestTimeoutMs, 5_000) },
    // Requests that still come during a close are answered as usual.
    return503OnClosing: false,
    // Wrong input is refused, not converted.
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
    // The next process finds the jobs in the log, so they can be left running: no work is lost.
    clients.push({ close: (how) => client.close({ ...how, jobs: submissions ? 'leave' : 'cancel' }) });
    neroxRoutes(app, client);
    app.addHook('onReady', async () => {
      // A key without a needed scope would fail the first job half-way.
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
