import type { FileHandle } from 'node:fs/promises';
import * as v from 'valibot';
import { readBody } from '../read-body.ts';
import type { Submission, SubmissionLog } from './submission-log.ts';

export interface FileSubmissionLog extends SubmissionLog {
  /** Writes what is still pending and closes the file. */
  close(): Promise<void>;
}

const lineSchema = v.union([
  v.strictObject({ submitting: v.strictObject({ idempotencyKey: v.string(), problemType: v.string() }) }),
  v.strictObject({ ended: v.string() }),
]);
type Line = v.InferOutput<typeof lineSchema>;

interface Write {
  line: Line;
  resolve: () => void;
  reject: (error: unknown) => void;
}

/**
 * A log in a file of JSON lines, for one process at a time. Each submit is on the disk before it is sent; submits that
 * come while the disk is busy share its next write. Opening the log rewrites the file without the jobs that have ended,
 * and without a last line that a crash cut off: that submit was never sent.
 *
 * @param path the file's path; its directory must exist
 */
export function createFileSubmissionLog(path: string): FileSubmissionLog {
  return new JsonLines(path);
}

class JsonLines implements FileSubmissionLog {
  readonly #path: string;
  readonly #pending = new Map<string, Submission>();
  #opened: Promise<FileHandle> | undefined;
  #writes: Write[] = [];
  #writing: Promise<void> | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  async submitting(entry: Submission): Promise<void> {
    const { idempotencyKey, problemType } = entry;
    await this.#append({ submitting: { idempotencyKey, problemType } });
    this.#pending.set(idempotencyKey, { idempotencyKey, problemType });
  }

  async ended(idempotencyKey: string): Promise<void> {
    await this.#open();
    if (this.#pending.delete(idempotencyKey)) await this.#append({ ended: idempotencyKey });
  }

  async pending(): Promise<Submission[]> {
    await this.#open();
    return [...this.#pending.values()];
  }

  async close(): Promise<void> {
    if (this.#opened === undefined) return;
    const file = await this.#opened;
    await this.#writing;
    this.#opened = undefined;
    await file.close();
  }

  #open(): Promise<FileHandle> {
    this.#opened ??= this.#compact().catch((error: unknown) => {
      this.#opened = undefined;
      throw error;
    });
    return this.#opened;
  }

  /** Loads Node's own modules only here, since the package also runs on other runtimes. */
  async #compact(): Promise<FileHandle> {
    const { open, readFile, rename } = await import('node:fs/promises');
    const { dirname } = await import('node:path');
    const text = await readFile(this.#path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '';
      throw error;
    });
    this.#pending.clear();
    for (const line of readLines(text, this.#path)) {
      if ('ended' in line) this.#pending.delete(line.ended);
      else this.#pending.set(line.submitting.idempotencyKey, line.submitting);
    }
    const beside = `${this.#path}.new`;
    const file = await open(beside, 'w', 0o600);
    try {
      await file.writeFile([...this.#pending.values()].map((submitting) => write({ submitting })).join(''));
      await file.sync();
      await rename(beside, this.#path);
      // The rename is durable only once the directory is on the disk, too.
      const directory = await open(dirname(this.#path), 'r');
      await directory.sync().finally(() => directory.close());
    } catch (error) {
      await file.close();
      throw error;
    }
    return file;
  }

  #append(line: Line): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#writes.push({ line, resolve, reject });
      this.#writing ??= this.#flush().finally(() => {
        this.#writing = undefined;
      });
    });
  }

  async #flush(): Promise<void> {
    while (this.#writes.length > 0) {
      const file = await this.#open().catch((error: unknown) => {
        for (const { reject } of this.#writes.splice(0)) reject(error);
      });
      if (file === undefined) return;
      const writes = this.#writes.splice(0);
      try {
        await file.appendFile(writes.map(({ line }) => write(line)).join(''));
        // Losing an `ended` line costs one look-up; losing a `submitting` line costs a job. So only submits wait for
        // the disk.
        if (writes.some(({ line }) => 'submitting' in line)) await file.datasync();
        for (const { resolve } of writes) resolve();
      } catch (error) {
        // Only the last line may be cut off, so the file is opened anew before the next write: that drops the cut line.
        this.#opened = undefined;
        await file.close().catch(() => {});
        for (const { reject } of writes) reject(error);
      }
    }
  }
}

const write = (line: Line): string => `${JSON.stringify(line)}\n`;

/** @throws Error for a line that no such log has written, except the last one */
function readLines(text: string, path: string): Line[] {
  const lines = text.split('\n');
  // The last one is empty, or was cut off.
  lines.pop();
  return lines.map((line, at) => {
    try {
      return readBody('It', lineSchema, JSON.parse(line));
    } catch (cause) {
      throw new Error(`${path}, line ${at + 1}, is not of a submission log.`, { cause });
    }
  });
}
