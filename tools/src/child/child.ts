import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, type WriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { orAborted } from '../command-line/abort.ts';
import { formatDuration } from '../command-line/format.ts';
import { HarnessFault } from '../command-line/harness-fault.ts';

export interface ChildOptions {
  /** For people: "the gateway". */
  name: string;
  command: string;
  args: readonly string[];
  env: NodeJS.ProcessEnv;
  /** Takes all that the child prints. */
  logFile: string;
  /** Whether it is one of our own, which talk over IPC: a server says where it listens. Default false. */
  announces?: boolean;
}

const TAIL_LINES = 6;
const STOP_GRACE_MS = 5_000;
const LISTEN_TIMEOUT_MS = 20_000;

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** A process of ours. What it prints goes into a file; the last lines are kept for the day it dies. */
export class Child {
  readonly name: string;
  /** Resolves with the exit code, or null where a signal ended it. Never rejects. */
  readonly ended: Promise<number | null>;
  readonly #process: ChildProcess;
  readonly #log: WriteStream;
  readonly #listening: Promise<string>;
  #tail = '';
  #stopping = false;

  constructor({ name, command, args, env, logFile, announces = false }: ChildOptions) {
    this.name = name;
    this.#log = createWriteStream(logFile).on('error', () => {});
    // A group of its own: Ctrl-C in a terminal reaches only us, and we stop the children in order.
    this.#process = spawn(command, args, {
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', ...(announces ? (['ipc'] as const) : [])],
    });
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => this.#keep(text));
    }
    const exited = new Promise<number | null>((resolve) => {
      this.#process.once('error', (error) => {
        this.#keep(`${error.message}\n`);
        resolve(null);
      });
      this.#process.once('exit', (code) => resolve(code));
    });
    // Not the event `close`, which does not come once we have ended the talk by disconnect() (seen on Node.js 24.21).
    const { stdout, stderr } = this.#process;
    const heardOut = [stdout, stderr].map((stream) => stream && finished(stream).catch(() => {}));
    // Whoever waits for the end may read the log next. One that can't be written is no reason to fail: the tail is kept.
    this.ended = exited.then(async (code) => {
      await Promise.all(heardOut);
      this.#log.end();
      await finished(this.#log).catch(() => {});
      return code;
    });
    this.#listening = new Promise((resolve) => {
      this.#process.on('message', (message: { type?: string; url?: string }) => {
        if (message.type === 'listening' && message.url !== undefined) resolve(message.url);
      });
    });
  }

  #keep(text: string): void {
    this.#log.write(text);
    this.#tail = (this.#tail + text).slice(-4_000);
  }

  /** The last lines it printed. */
  get tail(): string {
    return this.#tail.trimEnd().split('\n').slice(-TAIL_LINES).join('\n');
  }

  /** The URL that the child says it listens on. The signal ends the wait with its own reason. */
  listening(signal: AbortSignal): Promise<string> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      const message = `${capital(this.name)} did not listen within ${formatDuration(LISTEN_TIMEOUT_MS)}.`;
      timer = setTimeout(() => reject(new HarnessFault(message)), LISTEN_TIMEOUT_MS);
    });
    const first = Promise.race([this.#listening, this.deathIsFault(), late]);
    return orAborted(first, signal).finally(() => clearTimeout(timer));
  }

  /** Says something over IPC. A child that is gone hears nothing. */
  send(message: object): void {
    if (this.#process.connected) this.#process.send(message, () => {});
  }

  /** Hears what it says over IPC. */
  onMessage(listener: (message: unknown) => void): void {
    this.#process.on('message', listener);
  }

  /** Ends the talk; one of ours then ends by itself. */
  dismiss(): void {
    this.#stopping = true;
    if (this.#process.connected) this.#process.disconnect();
  }

  /** Stops it where it is, until `thaw`. */
  freeze(): void {
    this.#process.kill('SIGSTOP');
  }

  thaw(): void {
    this.#process.kill('SIGCONT');
  }

  /** Rejects when the child ends without having been told to; never resolves. */
  async deathIsFault(): Promise<never> {
    const code = await this.ended;
    if (this.#stopping) return new Promise<never>(() => {});
    const how = code === null ? 'was ended by a signal' : `ended with exit code ${code}`;
    throw new HarnessFault(
      `${capital(this.name)} ${how} in the middle of the run. Its last words: ${this.tail || '(none)'}`,
    );
  }

  /** Asks it to end, and makes it end when it does not. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#process.kill('SIGTERM');
    const timer = setTimeout(() => this.kill(), STOP_GRACE_MS);
    await this.ended;
    clearTimeout(timer);
  }

  kill(): void {
    this.#stopping = true;
    this.#process.kill('SIGKILL');
  }
}
