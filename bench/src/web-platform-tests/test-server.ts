import { connect } from 'node:net';
import { join } from 'node:path';
import { Child } from '@evenkeel/tools/child';
import { HarnessFault, tries } from '@evenkeel/tools/command-line';

export interface TestServerOptions {
  /** The checkout. */
  root: string;
  /** A Python that has wptserve, where the checkout has none. */
  python: string;
  signal: AbortSignal;
}

/** The tests' own server, in a process of its own. */
export interface TestServer {
  /** Of the pages: the host is a name that only the players know. */
  origin: string;
  /** @throws HarnessFault where something of it still listens */
  close(): Promise<void>;
}

const script = join(import.meta.dirname, 'serve.py');
const SERVES = /^serves (\d+)$/m;

/** @throws HarnessFault where it ends before it listens, with its last words */
export async function startTestServer({ root, python, signal }: TestServerOptions): Promise<TestServer> {
  const child = new Child({ name: "the tests' server", command: python, args: [script, root], signal });
  try {
    const port = await portOf(child, signal);
    return {
      origin: `http://web-platform.test:${port}`,
      close: async () => {
        await child.stop();
        if (await isOpen(port)) throw new HarnessFault(`Something still listens on port ${port}.`);
      },
    };
  } catch (error) {
    await child.stop();
    throw error;
  }
}

async function portOf(child: Child, signal: AbortSignal): Promise<number> {
  let over = false;
  void child.ended.then(() => {
    over = true;
  });
  for await (const _ of tries("the tests' server listens", signal)) {
    const [, port] = SERVES.exec(child.printed) ?? [];
    if (port !== undefined) return Number(port);
    if (over) break;
  }
  return child.deathIsFault();
}

function isOpen(port: number): Promise<boolean> {
  const socket = connect({ port, host: '127.0.0.1' });
  return new Promise<boolean>((resolve) => {
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
  }).finally(() => socket.destroy());
}
