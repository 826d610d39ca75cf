import { type JobEntry, type Started, startServer } from './start.ts';

const adminToken = 'only-for-this-test';

export interface NeroxMock extends Started {
  journal(): Promise<{ jobs: JobEntry[]; events: { job: string; event: string; atMs: number }[] }>;
  admin<T>(method: string, path: string, body?: object): Promise<T>;
}

/** The mock server, whose GPUs are asked for what they have done. */
export async function startNerox(args: string[] = []): Promise<NeroxMock> {
  const server = await startServer('mock-server/src/cli.ts', { EVENKEEL_ADMIN_TOKEN: adminToken }, args);
  const admin = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const response = await fetch(`${server.url}/admin/${path}`, {
      method,
      headers: { authorization: `Bearer ${adminToken}`, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`The mock server answered ${response.status}: ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  };
  return { ...server, admin, journal: () => admin('GET', 'nerox/jobs') };
}
