import type { BreakerSnapshot, ClientSnapshot, LimitSnapshot, PauseSnapshot } from '../admission/snapshot.ts';
import { type Clock, systemClock } from '../time/clock.ts';

/** Whatever tells its state: what createClient() and pipeline() make. */
export interface TellsState {
  state(): ClientSnapshot;
}

/** What is used of a limit, in the words of rate-limiter-flexible. */
export interface LimitHealth {
  /** What is taken; null where only answers tell that. */
  consumedPoints: number | null;
  /** What is left, in whole numbers; null where only answers tell that, and none has. */
  remainingPoints: number | null;
  /** How long nothing may leave, in milliseconds: 0 while something may; null where that is not known. */
  msBeforeNext: number | null;
}

/** What else a client holds; see ClientSnapshot. */
export type ClientHealth = Pick<ClientSnapshot, 'ceiling' | 'inFlight' | 'queued' | 'paused'>;

export type HealthRow = LimitHealth | ClientHealth | Omit<BreakerSnapshot, 'upstream'>;

/** An answer of a health route. */
export interface Health {
  /** 503 once a client closes, so that nothing more is sent there; else 200. */
  statusCode: 200 | 503;
  body: {
    /** `degraded`: a circuit is not closed, or an operator has paused a client. */
    status: 'healthy' | 'degraded' | 'closing';
    /** RFC 3339, in UTC. */
    timestamp: string;
    /**
     * By kind and client: `rateLimit_NAME:LIMIT`, with `/PARTITION` where a limit counts apart, `breaker_NAME:UPSTREAM`
     * and `client_NAME`.
     */
    resilience: Record<string, HealthRow>;
  };
}

/**
 * What a health route answers, of clients by the names that it is to show: a JSON value without secrets. A degraded
 * upstream is no reason to take an application out of its balancer, so that it is a 200.
 *
 * @param options.clock for the timestamp; default the system's
 */
export function healthOf(
  clients: Readonly<Record<string, TellsState>>,
  { clock = systemClock }: { clock?: Clock } = {},
): Health {
  const states = Object.entries(clients).map(([name, client]) => [name, client.state()] as const);
  const closing = states.some(([, state]) => state.closing);
  const degraded = states.some(
    ([, { paused, breakers }]) => paused || breakers.some(({ state }) => state !== 'closed'),
  );
  const rows = states.flatMap(([name, state]) => rowsOf(name, state));
  return {
    statusCode: closing ? 503 : 200,
    body: {
      status: closing ? 'closing' : degraded ? 'degraded' : 'healthy',
      // biome-ignore lint/style/noRestrictedGlobals: writes a time; no clock is asked
      timestamp: new Date(clock.now()).toISOString(),
      resilience: Object.fromEntries(rows),
    },
  };
}

function rowsOf(
  client: string,
  { limits, breakers, pauses, ceiling, inFlight, queued, paused }: ClientSnapshot,
): [string, HealthRow][] {
  return [
    ...limits.map((limit): [string, HealthRow] => {
      const part = limit.partition === '' ? '' : `/${limit.partition}`;
      return [`rateLimit_${client}:${limit.name}${part}`, limitRow(limit, pauses)];
    }),
    ...breakers.map(({ upstream, ...row }): [string, HealthRow] => [`breaker_${client}:${upstream}`, row]),
    [`client_${client}`, { ceiling, inFlight, queued, paused }],
  ];
}

function limitRow({ partition, used, left, renewsInMs }: LimitSnapshot, pauses: readonly PauseSnapshot[]): LimitHealth {
  const paused = pauses.filter((pause) => pause.partition === partition || pause.partition === '');
  const pausedMs = Math.max(0, ...paused.map(({ forMs }) => forMs));
  const isLeft = left === null || left >= 1;
  return {
    consumedPoints: used,
    remainingPoints: left === null ? null : Math.floor(left),
    msBeforeNext: isLeft || pausedMs > 0 ? pausedMs : (renewsInMs ?? null),
  };
}
