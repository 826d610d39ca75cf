import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { obtain } from '@evenkeel/tools/programs';

/** Runs promtool, Prometheus's own checker, and keeps a folder for the files that it reads. */
export class Promtool {
  readonly #path: string;
  readonly folder: string;

  private constructor(path: string, folder: string) {
    this.#path = path;
    this.folder = folder;
  }

  static async obtain(): Promise<Promtool> {
    const { path } = await obtain('promtool');
    return new Promtool(path, await mkdtemp(join(tmpdir(), 'evenkeel-rules-')));
  }

  async run(...args: string[]): Promise<{ ok: boolean; said: string }> {
    try {
      const { stdout, stderr } = await promisify(execFile)(this.#path, args);
      return { ok: true, said: stdout + stderr };
    } catch (error) {
      const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
      return { ok: false, said: stdout + stderr };
    }
  }

  /** @returns the file's path */
  async write(name: string, content: string): Promise<string> {
    const path = join(this.folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
    return path;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
