import type { ChildProcess } from 'node:child_process';
import { createWriteStream, type WriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { orAborted } from '../command-line/abort.ts';
import { formatDuration } from '../command-line/format.ts';
import { HarnessFault } from '../command-line/harness-fault.ts';
import { tailOf } from './run-command.ts';
import { kill, spawnTied } from './tied.ts';

export interface ChildOptions {
  /** Its name in messages, as in the middle of a sentence: "the gateway". */
  name: string;
  /** A path, or a name on PATH. */
  command: string;
  args: readonly string[];
  /** Its whole environment. Default: that of this process. */
  env?: NodeJS.ProcessEnv;
  /** Default: that of this process. */
  cwd?: string;
  /** A file for all that it prints. Default: none; only the last lines are kept. */
  logFile?: string;
  /**
   * Whether it is a Node.js process of ours that sends messages over a channel, such as where it listens. Default
   * false.
   */
  talks?: boolean;
  /** Aborting it kills the process and ends every wait for it with the signal's reason. Default: none. */
  signal?: AbortSignal;
}

/** A message between our processes. */
export type Message = { type: string } & Record<string, unknown>;

/** How much of what it prints is kept, in characters. */
const MOST_KEPT = 4_000;
const TAIL_LINES = 6;
const STOP_WITHIN_MS = 5_000;
const LISTEN_WITHIN_MS = 20_000;

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The options that run a TypeScript file of this repository, from the sources, as a process that talks. */
export const nodeScript = (
  file: string | URL,
  ...args: readonly string[]
): Pick<ChildOptions, 'command' | 'args' | 'talks'> => ({
  command: process.execPath,
  args: ['-C', 'source', typeof file === 'string' ? file : fileURLToPath(file), ...args],
  talks: true,
});

/**
 * A process that ends with this one, however this one ends: `spawnTied` says how. What it prints goes into a log file,
 * if there is one; its last lines are kept for the message about its death.
 */
export class Child implements AsyncDisposable {
  readonly name: string;
  /** Resolves with the exit code, or null where a signal ended it. Never rejects. */
  readonly ended: Promise<number | null>;
  readonly #process: ChildProcess;
  readonly #log: WriteStream | null;
  readonly #signal: AbortSignal;
  readonly #listening: Promise<string>;
  #printed = '';
  #stopping = false;

  constructor({ name, command, args, env = process.env, cwd, logFile, talks = false, signal }: ChildOptions) {
    this.name = name;
    this.#signal = signal ?? new AbortController().signal;
    this.#log = logFile === undefined ? null : createWriteStream(logFile).on('error', () => {});
    this.#process = spawnTied(command, args, { env, cwd, talks });
    const { stdout, stderr } = this.#process;
    for (const stream of [stdout, stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => this.#keep(text));
    }
    const exited = new Promise<number | null>((resolve) => {
      this.#process.once('error', (error) => {
        this.#keep(`${error.message}\n`);
        resolve(null);
      });
      this.#process.once('exit', (code) => resolve(code));
    });
    // Does not wait for the event `close`: after our disconnect() it never comes (seen on Node.js 24.21).
    const heardOut = [stdout, stderr].map((stream) => stream && finished(stream).catch(() => {}));
    // Ends the log first, as the waiting code may read it next. A log that can't be written is no failure: the tail is
    // kept.
    this.ended = exited.then(async (code) => {
      await Promise.all(heardOut);
      this.#log?.end();
      if (this.#log !== null) await finished(this.#log).catch(() => {});
      return code;
    });
    if (this.#signal.aborted) this.kill();
    else this.#signal.addEventListener('abort', () => this.kill(), { once: true });
    this.#listening = new Promise((resolve) => {
      this.onMessage(({ type, url }) => {
        if (type === 'listening' && typeof url === 'string') resolve(url);
      });
    });
  }

  #keep(text: string): void {
    this.#log?.write(text);
    this.#printed = (this.#printed + text).slice(-MOST_KEPT);
  }

  /** undefined if it could not be started. */
  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** The last 4,000 characters that it printed, on either stream. */
  get printed(): string {
    return this.#printed;
  }

  /** The last lines that it printed, for messages. */
  get tail(): string {
    return tailOf(this.#printed, TAIL_LINES);
  }

  /**
   * Waits for the URL that it listens on, which it sends as `{ type: 'listening', url }`. The signal ends the wait with
   * its own reason.
   * @throws HarnessFault if it ends first, or takes longer than 20 s
   */
  listening(signal = this.#signal): Promise<string> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      const message = `${capital(this.name)} did not listen within ${formatDuration(LISTEN_WITHIN_MS)}.`;
      timer = setTimeout(() => reject(new HarnessFault(message)), LISTEN_WITHIN_MS);
    });
    const first = Promise.race([this.#listening, this.deathIsFault(), late]);
    return orAborted(first, signal).finally(() => clearTimeout(timer));
  }

  /**
   * The next message of a type. Call it before the message can come; its rejection needs no handler, as the caller may
   * never get to wait for it.
   * @throws HarnessFault if the process ends first
   */
  next(type: string, signal = this.#signal): Promise<Message> {
    const message = new Promise<Message>((resolve) => {
      const hear = (heard: Message): void => {
        if (heard.type !== type) return;
        this.#process.off('message', hear);
        resolve(heard);
      };
      this.#process.on('message', hear);
    });
    const next = orAborted(Promise.race([message, this.deathIsFault()]), signal);
    next.catch(() => {});
    return next;
  }

  /** Sends a message over the channel; nothing happens if the process is gone. */
  send(message: object): void {
    if (this.#process.connected) this.#process.send(message, () => {});
  }

  /** Calls `listener` with each message that it sends over the channel. */
  onMessage(listener: (message: Message) => void): void {
    this.#process.on('message', listener);
  }

  /** Closes the channel; a process of ours then ends by itself. */
  dismiss(): void {
    this.#stopping = true;
    if (this.#process.connected) this.#process.disconnect();
  }

  /** Suspends it until `thaw`. */
  freeze(): void {
    this.#process.kill('SIGSTOP');
  }

  thaw(): void {
    this.#process.kill('SIGCONT');
  }

  /** Rejects when it ends without having been told to. Never resolves. */
  async deathIsFault(): Promise<never> {
    const code = await this.ended;
    if (this.#stopping) return new Promise<never>(() => {});
    const how = code === null ? 'was ended by a signal' : `ended with exit code ${code}`;
    throw new HarnessFault(
      `${capital(this.name)} ${how} in the middle of the run. Its last words: ${this.tail || '(none)'}`,
    );
  }

  /** Sends it a signal that asks it to end, and does not wait. */
  signal(name: NodeJS.Signals): void {
    this.#stopping = true;
    this.#process.kill(name);
  }

  /** Asks it to end by SIGTERM, and kills it if it has not ended within `withinMs`, default 5 s. */
  async stop(withinMs = STOP_WITHIN_MS): Promise<void> {
    this.signal('SIGTERM');
    // A frozen process would not receive the signal.
    this.thaw();
    const timer = setTimeout(() => this.kill(), withinMs);
    await this.ended;
    clearTimeout(timer);
  }

  /** Kills it and all that it has started. */
  kill(): void {
    this.#stopping = true;
    kill(this.#process);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}
