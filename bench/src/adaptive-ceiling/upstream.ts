import type { JournalEntry } from '@evenkeel/mock-server';
import { AdminClient, type LaunchOptions, mockServerCommand } from '@evenkeel/mock-server/launch';
import { Child } from '@evenkeel/tools/child';
import { ceilings, contract, type Plan, tier } from './plan.ts';

/** As good as no window; the mock server's options can only change numbers. */
const NO_WINDOW = 1_000_000_000;

function settings({ meanServiceMs, sigma }: Plan): NonNullable<LaunchOptions['contractOverrides']> {
  // The mean of a lognormal lies above its median.
  const medianMs = meanServiceMs * Math.exp(-(sigma ** 2) / 2);
  return {
    [contract.name]: {
      '/operations/infer/emulate/latencyMedianMs': medianMs,
      '/operations/infer/emulate/latencySigma': sigma,
      [`/tiers/${tier}/limits/1/amount`]: NO_WINDOW,
    },
  };
}

/** A contestant's own mock server, in a process of its own. */
export class CeilingServer {
  readonly url: string;
  readonly #admin: AdminClient;

  private constructor(admin: AdminClient) {
    this.url = admin.url;
    this.#admin = admin;
  }

  static async start(plan: Plan, seed: number, signal: AbortSignal): Promise<CeilingServer> {
    const { adminToken, ...command } = mockServerCommand({ seed, contractOverrides: settings(plan) });
    const child = new Child({ name: 'the mock server', ...command, signal });
    return new CeilingServer(new AdminClient(await child.listening(), adminToken, signal));
  }

  /** Lets the ceiling fall. @param forMs how long the lower one holds */
  async fall(forMs: number): Promise<void> {
    const { after: max } = ceilings;
    await this.#admin.addFault({ provider: contract.name, fault: 'ceiling', rate: 1, ttlMs: forMs, max });
  }

  /** All requests that the server got. */
  journal(): Promise<JournalEntry[]> {
    return this.#admin.wholeJournal(contract.name);
  }
}
