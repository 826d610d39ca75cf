import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../child/free-port.ts';
import { sleep } from '../command-line/abort.ts';
import { findOnPath } from '../programs/find-on-path.ts';
import { ping } from './ping.ts';
import { type Redis, RedisMissing, type RedisOptions } from './redis.ts';

const STARTS_WITHIN_MS = 10_000;
const STOPS_WITHIN_MS = 5_000;
const LOOK_EVERY_MS = 20;
/** Somebody else may take a free port before the server does. */
const PORTS_TRIED = 3;

export const serverRemedies = [
  'install it: apt-get install redis-server, or brew install redis',
  'name a Redis that runs: --redis redis://HOST:PORT',
  'start a Docker engine, and say --redis testcontainers',
];

export const serverOnPath = (env: NodeJS.ProcessEnv = process.env): Promise<string | undefined> =>
  findOnPath('redis-server', env);

/**
 * A `redis-server` from PATH, on a free port of the loopback interface and without a file of its own. It ends with
 * `stop`, or as this process exits in any way that it sees.
 * @throws RedisMissing without one, or when it does not come up
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

class Server {
  readonly #program: string;
  readonly #env: NodeJS.ProcessEnv;
  readonly #port: number;
  readonly #folder: string;
  #process: ChildProcess | null = null;
  #ended: Promise<void> = Promise.resolve();
  #lastWords = '';
  readonly #killOnExit = (): void => void this.#process?.kill('SIGKILL');

  private constructor(program: string, env: NodeJS.ProcessEnv, port: number, folder: string) {
    this.#program = program;
    this.#env = env;
    this.#port = port;
    this.#folder = folder;
    process.once('exit', this.#killOnExit);
  }

  static async prepare(program: string, env: NodeJS.ProcessEnv): Promise<Server> {
    return new Server(program, env, await freePort(), await mkdtemp(join(tmpdir(), 'evenkeel-redis-')));
  }

  get #url(): string {
    return `redis://127.0.0.1:${this.#port}`;
  }

  async start(signal = new AbortController().signal): Promise<void> {
    const settings = ['--port', `${this.#port}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
    // A group of its own: Ctrl-C in a terminal reaches only us, and we stop it last.
    const child = spawn(this.#program, [...settings, '--dir', this.#folder, '--daemonize', 'no'], {
      env: this.#env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.#lastWords = (this.#lastWords + text).slice(-1_000);
      });
    }
    this.#process = child;
    this.#ended = new Promise((resolve) => {
      child.once('close', () => resolve());
      child.once('error', (error) => {
        this.#lastWords += error.message;
        resolve();
      });
    });
    let over = false;
    void this.#ended.then(() => {
      over = true;
    });
    const deadlineMs = performance.now() + STARTS_WITHIN_MS;
    while ((await ping(this.#url)) !== null) {
      if (over || performance.now() > deadlineMs) {
        const how = over ? 'ended as it started' : `did not answer within ${STARTS_WITHIN_MS / 1_000} s`;
        throw new RedisMissing(`redis-server ${how}. Its last words: ${this.#lastWords.trim() || '(none)'}`);
      }
      await sleep(LOOK_EVERY_MS, signal);
    }
  }

  asRedis(): Redis {
    const control = {
      kill: () => this.#end('SIGKILL'),
      restart: () => this.start(),
      freeze: async () => void this.#process?.kill('SIGSTOP'),
      thaw: async () => void this.#process?.kill('SIGCONT'),
    };
    return { kind: 'server', url: this.#url, control, stop: () => this.stop() };
  }

  async stop(): Promise<void> {
    // A frozen process takes no SIGTERM.
    this.#process?.kill('SIGCONT');
    await this.#end('SIGTERM');
    process.removeListener('exit', this.#killOnExit);
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #end(how: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    this.#process?.kill(how);
    const timer = setTimeout(() => this.#process?.kill('SIGKILL'), STOPS_WITHIN_MS);
    await this.#ended;
    clearTimeout(timer);
    this.#process = null;
  }
}
