import { Child } from '../child/child.ts';
import { freePort } from '../child/free-port.ts';
import { type TemporaryFolder, temporaryFolder } from '../child/temporary-folder.ts';
import { sleep } from '../command-line/abort.ts';
import { findOnPath } from '../programs/probe.ts';
import { ping } from './ping.ts';
import { type Redis, RedisMissing, type RedisOptions } from './redis.ts';

const STARTS_WITHIN_MS = 10_000;
const LOOK_EVERY_MS = 20;
/** How many ports to try: another process may take a free port before the server does. */
const PORTS_TRIED = 3;

export const serverRemedies = [
  'install it: apt-get install redis-server, or brew install redis',
  'name a Redis that runs: --redis redis://HOST:PORT',
  'start a Docker engine, and say --redis testcontainers',
];

export const serverOnPath = (env: NodeJS.ProcessEnv = process.env): Promise<string | undefined> =>
  findOnPath('redis-server', env);

/**
 * Starts a `redis-server` from PATH, on a free port of the loopback interface; it saves nothing to disk. It ends with
 * `stop`, or with this process.
 * @throws RedisMissing if there is none, or it does not come up
 */
export async function startServer({ signal, env = process.env }: RedisOptions): Promise<Redis> {
  const program = await serverOnPath(env);
  if (program === undefined) {
    const remedies = serverRemedies.map((line) => `\n  - ${line}`).join('');
    throw new RedisMissing(`There is no redis-server on PATH. Any one of these helps:${remedies}`);
  }
  for (let tried = 1; ; tried++) {
    const server = await Server.prepare(program, env);
    try {
      await server.start(signal);
      return server.asRedis();
    } catch (error) {
      await server.stop();
      if (signal?.aborted === true || tried === PORTS_TRIED) throw error;
    }
  }
}

/** A server that can be ended and started again at the same port. */
class Server {
  readonly #program: string;
  readonly #env: NodeJS.ProcessEnv;
  readonly #port: number;
  readonly #folder: TemporaryFolder;
  #child: Child | null = null;

  private constructor(program: string, env: NodeJS.ProcessEnv, port: number, folder: TemporaryFolder) {
    this.#program = program;
    this.#env = env;
    this.#port = port;
    this.#folder = folder;
  }

  static async prepare(program: string, env: NodeJS.ProcessEnv): Promise<Server> {
    return new Server(program, env, await freePort(), await temporaryFolder('redis'));
  }

  get #url(): string {
    return `redis://127.0.0.1:${this.#port}`;
  }

  async start(signal = new AbortController().signal): Promise<void> {
    const settings = ['--port', `${this.#port}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
    const child = new Child({
      name: 'redis-server',
      command: this.#program,
      args: [...settings, '--dir', this.#folder.path, '--daemonize', 'no'],
      env: this.#env,
    });
    this.#child = child;
    let over = false;
    void child.ended.then(() => {
      over = true;
    });
    const deadlineMs = performance.now() + STARTS_WITHIN_MS;
    while ((await ping(this.#url)) !== null) {
      if (over || performance.now() > deadlineMs) {
        const how = over ? 'ended as it started' : `did not answer within ${STARTS_WITHIN_MS / 1_000} s`;
        throw new RedisMissing(`redis-server ${how}. Its last words: ${child.tail || '(none)'}`);
      }
      await sleep(LOOK_EVERY_MS, signal);
    }
  }

  asRedis(): Redis {
    const control = {
      kill: async () => {
        this.#child?.kill();
        await this.#child?.ended;
      },
      restart: () => this.start(),
      freeze: async () => this.#child?.freeze(),
      thaw: async () => this.#child?.thaw(),
    };
    return { kind: 'server', url: this.#url, control, stop: () => this.stop() };
  }

  async stop(): Promise<void> {
    await this.#child?.stop();
    await this.#folder[Symbol.asyncDispose]();
  }
}
