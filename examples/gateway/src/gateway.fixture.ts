import { type Mock, type Started, startMock, startServer } from '../../../test/processes/start.ts';
import { HeldUpstream } from './held-upstream.fixture.ts';

export type { Mock, Started };

/** The servers of one test, which end with it: `await using servers = new Servers()`. */
export class Servers implements AsyncDisposable {
  readonly #started: AsyncDisposable[] = [];

  async mock(args: string[] = []): Promise<Mock> {
    return this.#keep(await startMock(args));
  }

  async heldUpstream(): Promise<HeldUpstream> {
    return this.#keep(await HeldUpstream.start());
  }

  /** The gateway, told where all three APIs are. */
  async gateway({ url }: { url: string }, env: Record<string, string> = {}): Promise<Started> {
    const gateway = await startServer('examples/gateway/src/main.ts', {
      NIMBUS_BASE_URL: url,
      NIMBUS_API_KEY: 'nmb_pro_local',
      NEURA_BASE_URL: url,
      NEURA_API_KEY: 'nra_standard_local',
      NEROX_BASE_URL: url,
      NEROX_API_KEY: 'nrx_scale_local',
      NEROX_TIER: 'scale',
      LOG_LEVEL: 'info',
      ...env,
    });
    return this.#keep(gateway);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const server of this.#started.reverse()) await server[Symbol.asyncDispose]();
  }

  #keep<T extends AsyncDisposable>(server: T): T {
    this.#started.push(server);
    return server;
  }
}

export const post = (url: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

/** A value of a server's metrics, by its name and labels as they are written there. */
export async function metric({ url }: { url: string }, series: string): Promise<string | undefined> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const line = text.split('\n').find((one) => one.startsWith(`${series} `));
  return line?.slice(series.length + 1);
}
