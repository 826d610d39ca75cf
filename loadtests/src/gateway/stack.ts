import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildRules, rulesToYaml } from '@evenkeel/dashboards';
import { contracts, type ProviderContract } from '@evenkeel/toolkit/providers';
import { freePort, type ProcessGroup } from '@evenkeel/tools/child';
import { HarnessFault, sleep } from '@evenkeel/tools/command-line';
import { PrometheusClient } from '../prometheus/client.ts';
import { jobs, prometheusConfig, shortenedAlert } from '../prometheus/config.ts';
import { MockAdmin } from '../shared/mock-admin.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const READY_TIMEOUT_MS = 20_000;
const POLL_MS = 100;

export interface StackPlan {
  prometheus: string;
  contract: ProviderContract;
  tier: string;
  /** Further arguments of the mock server. */
  mock: readonly string[];
  /** Further environment of the gateway. */
  gateway: Readonly<Record<string, string>>;
  seed: number;
  /** About how long the load lasts: the rules' windows are shortened to it. */
  runMs: number;
  /** For what is only needed while it runs. */
  work: string;
  logs: string;
}

/** What the load goes through, all of it fresh. */
export interface Stack {
  gatewayUrl: string;
  mock: MockAdmin;
  prometheus: PrometheusClient;
}

/** Whatever is set where we were started: the gateway calls the API under load and no other, and shares with nobody. */
const onlyOurs = { ...Object.fromEntries(contracts.map(({ keyEnv }) => [keyEnv, ''])), EVENKEEL_REDIS_URL: '' };

/** Starts mock server, gateway and Prometheus, and waits until all have been scraped once. */
export async function startStack(group: ProcessGroup, plan: StackPlan): Promise<Stack> {
  const { contract, tier, logs } = plan;
  // The token travels by environment: arguments are visible to every user of the machine.
  const token = randomBytes(24).toString('base64url');
  const node = (script: string, ...args: string[]): string[] => [
    '-C',
    'source',
    join(root, script),
    '--port',
    '0',
    ...args,
  ];
  const mock = group.startServer({
    name: 'the mock server',
    command: process.execPath,
    args: node('mock-server/src/cli.ts', '--seed', String(plan.seed), '--quiet', ...plan.mock),
    env: { ...process.env, EVENKEEL_ADMIN_TOKEN: token },
    logFile: join(logs, 'mock-server.log'),
    talks: true,
  });
  const mockUrl = await mock.listening(group.signal);
  const prefix = contract.name.toUpperCase();
  const gateway = group.startServer({
    name: 'the gateway',
    command: process.execPath,
    args: node('examples/gateway/src/main.ts'),
    env: {
      ...process.env,
      ...onlyOurs,
      ...plan.gateway,
      [contract.keyEnv]: `${contract.keyPrefix}${tier}_local`,
      [`${prefix}_BASE_URL`]: mockUrl,
      [`${prefix}_TIER`]: tier,
      LOG_LEVEL: 'warn',
    },
    logFile: join(logs, 'gateway.log'),
    talks: true,
  });
  const gatewayUrl = await gateway.listening(group.signal);
  const prometheus = await startPrometheus(group, plan, { gateway: gatewayUrl, mock: mockUrl });
  return { gatewayUrl, mock: new MockAdmin(mockUrl, token, group.signal), prometheus };
}

async function startPrometheus(
  group: ProcessGroup,
  { prometheus, contract, runMs, work, logs }: StackPlan,
  targets: { gateway: string; mock: string },
): Promise<PrometheusClient> {
  const rulesFile = join(logs, 'rules.yml');
  const configFile = join(work, 'prometheus.yml');
  await mkdir(work, { recursive: true });
  await writeFile(rulesFile, rulesToYaml(buildRules(contract, shortenedAlert(runMs, contract.objectives))));
  await writeFile(configFile, prometheusConfig(targets, rulesFile));
  const address = `127.0.0.1:${await freePort()}`;
  group.startServer({
    name: 'Prometheus',
    command: prometheus,
    args: [
      `--config.file=${configFile}`,
      `--storage.tsdb.path=${join(work, 'prometheus')}`,
      `--web.listen-address=${address}`,
      '--log.level=warn',
    ],
    env: process.env,
    logFile: join(logs, 'prometheus.log'),
  });
  const client = new PrometheusClient(`http://${address}`, group.signal);
  await until('Prometheus is ready', group.signal, () => client.ready());
  // Counters must be seen at 0, else their first increase is missing from every window.
  await until('every process has been scraped', group.signal, async () => {
    const up = await client.instant('up == 1');
    return up.length === Object.keys(jobs).length;
  });
  return client;
}

/** Waits for something that takes a moment. */
export async function until(
  what: string,
  signal: AbortSignal,
  happened: () => Promise<boolean>,
  atMostMs = READY_TIMEOUT_MS,
): Promise<void> {
  const deadlineMs = performance.now() + atMostMs;
  while (!(await happened())) {
    if (performance.now() > deadlineMs) throw new HarnessFault(`Waited ${atMostMs / 1_000} s in vain until ${what}.`);
    await sleep(POLL_MS, signal);
  }
}
