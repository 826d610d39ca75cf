import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Child } from '@evenkeel/tools/child';
import { expect, it } from 'vitest';
import { script, startMock } from '../servers/servers.fixture.ts';

interface Done {
  jobs: number;
  failed: object[];
  errors: string[];
}

it('a rotated key is taken up without a failed call, a missing scope is named, and no key is in anything that is written', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'evenkeel-key-'));
  const keyFile = join(directory, 'key');
  const [clientLog, serverLog] = [join(directory, 'client.log'), join(directory, 'server.log')];
  await using mock = await startMock({ gpuScale: 20, logLevel: 'trace' }, serverLog);
  const keys = Array.from({ length: 4 }, (_, at) => `nrx_rotated-${at}-${'k3Y'.repeat(8)}`);
  const readerKey = `nrx_reader-${'r0'.repeat(12)}`;
  const wrongKey = `nrx_wrong-${'w0'.repeat(12)}`;
  const addKey = async (key: string, scopes?: string[]): Promise<string> => {
    const body = { key, provider: 'nerox', tier: 'scale', account: 'rotating', ...(scopes && { scopes }) };
    return (await mock.admin.ask<{ fingerprint: string }>('POST', 'keys', body)).fingerprint;
  };
  const publish = async (key: string): Promise<void> => {
    await writeFile(`${keyFile}.new`, `${key}\n`);
    await rename(`${keyFile}.new`, keyFile);
  };
  try {
    let current = await addKey(keys[0] as string);
    await addKey(readerKey, ['jobs:read', 'usage:read']);
    await publish(keys[0] as string);

    const env = { NEROX_BASE_URL: mock.url, KEY_FILE: keyFile, NEROX_METRICS: '1' };
    const keysToTry = { READER_KEY: readerKey, WRONG_KEY: wrongKey };
    const path = 'test/nerox/rotating-client.fixture.ts';
    await using client = new Child({ ...script(path, { ...env, ...keysToTry }), logFile: clientLog });
    const whenDone = client.next('done');
    const untilMore = async (count: number): Promise<void> => {
      for (let seen = 0; seen < count; seen += 1) await client.next('job');
    };

    await untilMore(5);
    for (const key of keys.slice(1)) {
      const next = await addKey(key);
      await publish(key);
      // Deletes the old key at once, while it is in use: streams that were opened with it are cut.
      await mock.admin.ask('DELETE', `keys/${current}`);
      current = next;
      await untilMore(10);
    }
    client.send({ type: 'stop' });
    const done = (await whenDone) as unknown as Done;
    expect(await client.ended).toBe(0);
    expect(done.failed).toEqual([]);
    expect(done.jobs).toBeGreaterThanOrEqual(35);
    const { jobs } = await mock.gpuJournal();
    expect(jobs).toHaveLength(done.jobs);
    expect(jobs.filter(({ status }) => status !== 'succeeded')).toEqual([]);

    expect(done.errors).toEqual([
      expect.stringMatching(/^The upstream answered 403: ".*jobs:write.*"/),
      expect.stringMatching(/^The key lacks the scope jobs:write, which submit, job_cancel needs; it has/),
      expect.stringContaining('The upstream answered 401'),
    ]);

    // Everything that the client and the server have printed, and that the server tells.
    const told = await Promise.all(
      ['admin/keys', 'admin/nerox/jobs', 'admin/journal?limit=10000', 'metrics'].map(async (path) => {
        const headers = { authorization: `Bearer ${mock.adminToken}` };
        return (await fetch(`${mock.url}/${path}`, { headers })).text();
      }),
    );
    const written = await Promise.all([clientLog, serverLog].map((path) => readFile(path, 'utf8')));
    const everything = [...written, ...told].join('\n');
    for (const sign of ['call-ended', 'nerox_job_duration_seconds', '"incoming request"', 'rotating', 'EVK_']) {
      expect(everything, `${sign} is not in what is searched`).toContain(sign);
    }
    for (const key of [...keys, readerKey, wrongKey]) expect(everything.split(key)).toHaveLength(1);
  } finally {
    await rm(directory, { recursive: true });
  }
});
