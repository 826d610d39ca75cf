import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createFileSubmissionLog, type FileSubmissionLog } from './file-submission-log.ts';

let directory: string;
let path: string;
let files = 0;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'evenkeel-log-'));
});
beforeEach(() => {
  files += 1;
  path = join(directory, `${files}.jsonl`);
});
/** The logs that a test opened: they stay open until it ends, as those of a killed process would. */
const opened: FileSubmissionLog[] = [];
function openLog(at: string): FileSubmissionLog {
  const log = createFileSubmissionLog(at);
  opened.push(log);
  return log;
}
afterEach(() => Promise.allSettled(opened.splice(0).map((log) => log.close())));
afterAll(() => rm(directory, { recursive: true }));

const of = (idempotencyKey: string) => ({ idempotencyKey, problemType: 'tsp' });

describe('a submission log in a file', () => {
  it('remembers beyond a process what has not ended', async () => {
    const log = openLog(path);
    await Promise.all(['a', 'b', 'c'].map((key) => log.submitting(of(key))));
    await log.ended('b');
    expect(await log.pending()).toEqual([of('a'), of('c')]);
    // Nothing was closed: a process that is killed closes nothing.
    expect(await openLog(path).pending()).toEqual([of('a'), of('c')]);
  });

  it('has a submission on the disk when it resolves', async () => {
    const log = openLog(path);
    await log.submitting(of('a'));
    expect(await readFile(path, 'utf8')).toBe('{"submitting":{"idempotencyKey":"a","problemType":"tsp"}}\n');
    await log.close();
  });

  it('forgets a last line that was cut off, and goes on behind it', async () => {
    const log = openLog(path);
    await log.submitting(of('a'));
    await log.close();
    await writeFile(path, '{"submitting":{"idempo', { flag: 'a' });
    const next = openLog(path);
    expect(await next.pending()).toEqual([of('a')]);
    await next.submitting(of('b'));
    await next.close();
    expect(await openLog(path).pending()).toEqual([of('a'), of('b')]);
  });

  it('leaves out what has ended when it is opened', async () => {
    const log = openLog(path);
    for (let n = 0; n < 20; n += 1) {
      await log.submitting(of(`k${n}`));
      if (n !== 7) await log.ended(`k${n}`);
    }
    await log.close();
    await openLog(path).pending();
    expect((await readFile(path, 'utf8')).split('\n')).toHaveLength(2);
  });

  it('takes a key that comes again, and an end that it knows nothing of', async () => {
    const log = openLog(path);
    await log.ended('nobody');
    await log.submitting(of('a'));
    await log.submitting(of('a'));
    expect(await log.pending()).toEqual([of('a')]);
    await log.ended('a');
    expect(await openLog(path).pending()).toEqual([]);
    await log.close();
    await log.close();
  });

  it('is opened again after it was closed', async () => {
    const log = openLog(path);
    await log.close();
    await log.submitting(of('a'));
    await log.close();
    expect(await log.pending()).toEqual([of('a')]);
    await log.close();
  });

  it.each([
    ['a line that it has not written', 'nonsense\n{"ended":"a"}\n', 'line 1, is not of a submission log'],
    ['a line without a key', '{"submitting":{"problemType":"tsp"}}\n', 'line 1, is not of a submission log'],
    ['a line that is something else', '{"ended":"a"}\n"text"\n', 'line 2, is not of a submission log'],
  ])('refuses %s, rather than lose jobs', async (_what, text, says) => {
    await writeFile(path, text);
    await expect(openLog(path).pending()).rejects.toThrow(says);
    expect(await readFile(path, 'utf8')).toBe(text);
  });

  it('leaves no torn line in the middle where the disk fails', async () => {
    const log = openLog(path);
    await log.submitting(of('a'));
    const { open } = await import('node:fs/promises');
    const handle = await open(path, 'r');
    const prototype = Object.getPrototypeOf(handle) as typeof handle;
    await handle.close();
    const write = vi.spyOn(prototype, 'appendFile').mockImplementationOnce(async function (this: typeof handle) {
      await this.write('{"submitting":{"idem');
      throw new Error('ENOSPC');
    });
    await expect(log.submitting(of('b'))).rejects.toThrow('ENOSPC');
    write.mockRestore();
    await log.submitting(of('c'));
    expect(await log.pending()).toEqual([of('a'), of('c')]);
    expect(await openLog(path).pending()).toEqual([of('a'), of('c')]);
  });

  it('says so where it cannot be written', async () => {
    const log = openLog(join(directory, 'missing', 'log.jsonl'));
    await expect(log.submitting(of('a'))).rejects.toThrow('ENOENT');
    await expect(log.pending()).rejects.toThrow('ENOENT');
  });
});
