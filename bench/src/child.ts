import { type ChildProcess, fork } from 'node:child_process';
import { HarnessFault, orAborted } from '@evenkeel/tools/command-line';

export type Message = { type: string } & Record<string, unknown>;

const TAIL_CHARACTERS = 2_000;

export interface ChildOptions {
  /** For people: "the mock server". */
  name: string;
  /** A URL of a TypeScript file; it must end when its channel does. */
  script: URL;
  args: readonly string[];
  env?: NodeJS.ProcessEnv;
  /** Kills it. */
  signal: AbortSignal;
}

/** A process of ours that talks over a channel. When this process ends, however it does, the channel does, too. */
export class Child {
  readonly #name: string;
  readonly #process: ChildProcess;
  readonly #signal: AbortSignal;
  readonly #died: Promise<never>;
  readonly #listeners = new Map<string, (message: Message) => void>();
  #errors = '';

  constructor({ name, script, args, env, signal }: ChildOptions) {
    this.#name = name;
    this.#signal = signal;
    this.#process = fork(script, args, {
      execArgv: ['-C', 'source'],
      env: { ...process.env, ...env },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#errors = (this.#errors + text).slice(-TAIL_CHARACTERS);
    });
    this.#process.on('message', (message: Message) => this.#listeners.get(message.type)?.(message));
    this.#died = new Promise((_, reject) => {
      const die = (how: string): void => reject(new HarnessFault(`${name} ${how}. ${this.#errors}`.trim()));
      this.#process.once('error', (error) => die(`did not start (${error.message})`));
      this.#process.once('close', (code) => die(`ended too early, with ${code}`));
    });
    // It may end when nobody waits for anything.
    this.#died.catch(() => {});
    signal.addEventListener('abort', () => this.#process.kill('SIGKILL'), { once: true });
  }

  on(type: string, listener: (message: Message) => void): void {
    this.#listeners.set(type, listener);
  }

  /** To be asked before it may come. @throws HarnessFault where the process ends first */
  next(type: string): Promise<Message> {
    const message = new Promise<Message>((resolve) => this.on(type, resolve));
    const next = orAborted(Promise.race([message, this.#died]), this.#signal);
    // Whoever asks early may wait for something else first, and never come to this.
    next.catch(() => {});
    return next;
  }

  send(message: Message): void {
    this.#process.send(message, (error) => {
      if (error) this.#errors += `${this.#name} cannot be told anything: ${error.message}\n`;
    });
  }
}
