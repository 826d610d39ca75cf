import { join } from 'node:path';
import { AdminClient, mockServerCommand } from '@evenkeel/mock-server/launch';
import { contracts } from '@evenkeel/toolkit/providers';
import { nodeScript, type ProcessGroup } from '@evenkeel/tools/child';
import { tries } from '@evenkeel/tools/command-line';
import { PrometheusClient } from '../prometheus/client.ts';
import { jobs } from '../prometheus/queries.ts';
import { preparePrometheus } from '../prometheus/server.ts';
import type { ReadyScript, Run } from '../request/run.ts';

const root = join(import.meta.dirname, '..', '..', '..');

/** The fresh processes that the load goes through. */
export interface Stack {
  gatewayUrl: string;
  mock: AdminClient;
  prometheus: PrometheusClient;
}

/** Overrides the environment that we were started in: the gateway calls only the API under load, and shares nothing. */
const onlyOurs = {
  ...Object.fromEntries(contracts.map(({ authentication }) => [authentication?.keyEnv, ''])),
  EVENKEEL_REDIS_URL: '',
};

/**
 * Starts mock server, gateway and Prometheus, and waits until all have been scraped once.
 * @param runMs about how long the load lasts
 */
export async function startStack(run: Run, script: ReadyScript, group: ProcessGroup, runMs: number): Promise<Stack> {
  const { request, work, logs } = run;
  const { scenario, seed } = request;
  const { contract, plan } = scenario;
  const { signal } = group;
  const { adminToken, ...command } = mockServerCommand({ seed, ...plan.mock });
  const logFile = join(logs, 'mock-server.log');
  const mock = group.startServer({ name: 'the mock server', ...command, logFile });
  const mockUrl = await mock.listening(signal);
  const prefix = contract.name.toUpperCase();
  const { authentication } = contract;
  const gateway = group.startServer({
    name: 'the gateway',
    ...nodeScript(join(root, 'examples/gateway/src/main.ts'), '--port', '0'),
    env: {
      ...process.env,
      ...onlyOurs,
      ...plan.gateway,
      ...(authentication && { [authentication.keyEnv]: `${authentication.keyPrefix}${plan.tier}_local` }),
      [`${prefix}_BASE_URL`]: mockUrl,
      [`${prefix}_TIER`]: plan.tier,
      LOG_LEVEL: 'warn',
    },
    logFile: join(logs, 'gateway.log'),
  });
  const gatewayUrl = await gateway.listening(signal);
  const targets = { gateway: gatewayUrl, mock: mockUrl };
  const { url, options } = await preparePrometheus({
    prometheus: script.prometheus ?? '',
    contract,
    runMs,
    targets,
    work,
    logs,
  });
  group.startServer(options);
  const prometheus = new PrometheusClient(url, signal);
  for await (const _ of tries('Prometheus is ready', signal)) if (await prometheus.ready()) break;
  // Counters must be scraped at 0 first; otherwise their first increase is missing from every window.
  for await (const _ of tries('every process has been scraped', signal)) {
    const up = await prometheus.instant('up == 1');
    if (up.length === Object.keys(jobs).length) break;
  }
  return { gatewayUrl, mock: new AdminClient(mockUrl, adminToken, signal), prometheus };
}
