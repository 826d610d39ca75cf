import { EvenkeelError, neura, type ResilienceEvent } from '@evenkeel/toolkit';
import type { Caller, CreateCaller, Ended, Reports } from './caller.ts';

/** The toolkit's client with or without a coordinator. */
export function createToolkitCaller(
  { baseUrl, apiKey, agent, network }: Parameters<CreateCaller>[0],
  reports: Reports,
  shared: Pick<neura.NeuraOptions, 'coordinator'>,
): Caller {
  const networks = [network as neura.Network];
  const client = neura.createClient({ baseUrl, apiKey, networks, onEvent: tellTo(reports), ...shared });
  const call = async (callId: string, signal: AbortSignal): Promise<Ended> => {
    try {
      await client.call(agent, { callId }, { callId, signal });
      return { outcome: 'ok', code: null };
    } catch (error) {
      if (!(error instanceof EvenkeelError)) throw error;
      return { outcome: error.outcome, code: error.code };
    }
  };
  return { call, ready: () => client.ready(), close: () => client.close() };
}

const tellTo =
  (reports: Reports) =>
  (event: ResilienceEvent): void => {
    if (event.type === 'attempt-started') reports.attempt();
    else if (event.type === 'attempt-ended' && event.result === 'ok') reports.answered(event.durationMs);
    else if (event.type === 'rate-limited' && event.source === 'upstream') reports.throttled();
    else if (event.type === 'store-round-trip') reports.roundTrip();
    else if (event.type === 'coordination-degraded') reports.degraded(event.degraded, event.reason);
  };
