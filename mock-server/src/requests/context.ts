import { attemptHeader, type CostedRequest, callIdHeader } from '@evenkeel/toolkit/providers';
import type { FastifyRequest } from 'fastify';
import type { Cancel } from '../clock.ts';
import type { Cost, OwnCost } from '../costs.ts';
import type { Quota } from '../dialect/quota.ts';
import type { WrittenHints } from '../dialect/told-wait.ts';
import { type FaultOutcome, untouched } from '../injection/decide.ts';
import type { FaultDecision, JournalEntry, Refusal } from '../journal/entry.ts';
import { credentialIn, type KeyRing } from '../keys/key-ring.ts';
import { type Account, fingerprint } from '../keys/secrets.ts';
import type { KeyLimits } from '../limits/key-limits.ts';
import type { MockSettings, OperationSettings } from '../settings.ts';
import type { Subject } from '../subject.ts';
import { shortened } from '../text.ts';

const MAX_CALL_ID = 256;

/** The name under which a Fastify request holds its context. */
export const CONTEXT = 'requestContext';

/** A route serves one operation of a provider's contract. */
export interface Route {
  settings: MockSettings;
  name: string;
  operation: OperationSettings;
}

/** One request to an API, on its way through the mock server. */
export interface RequestContext {
  readonly route: Route;
  /** What the request is counted with: its network and its group. */
  readonly partition: string;
  readonly subject: Subject;
  /** Undefined where the key is missing, unknown or another provider's. */
  readonly account: Account | undefined;
  /** The account's limits, as they count this request. */
  limits: KeyLimits | undefined;
  readonly key: string | null;
  arrivalMs: number;
  /** A `network` fault still holds it back, and nothing else has seen it. */
  onItsWay: boolean;
  /** Whether the connection was lost while the request was on its way. */
  lost: boolean;
  /** What the faults do to it that were active when it came. */
  outcome: FaultOutcome;
  startMs: number | null;
  /** What its admission took of its account's limits. */
  cost: Cost;
  /** What of its cost is settled with its answer; null where nothing is, or it has been. */
  unsettled: readonly OwnCost[] | null;
  /** What its cost is read from; null where it has not been read. */
  costed: CostedRequest | null;
  /** Whether it gives a slot back when it ends. */
  holdsSlot: boolean;
  drawnServiceMs: number | null;
  refusedBy: Refusal | null;
  /** What faults decided about it; none where it was refused. */
  decisions: readonly FaultDecision[];
  /** The least that a refusal or a fault asks the client to wait, in milliseconds. */
  waitAtLeastMs: number;
  /** The unit that the wait is for; null for none in particular. */
  waitsFor: string | null;
  /** What the store said was left when it counted the request; null where it did not. */
  counted: Quota | null;
  /** What its response has told. */
  readonly told: WrittenHints;
  /** Ends the wait for the service time. */
  cancelService: Cancel | null;
  ended: boolean;
  /** Its answer is a stream, which goes on for as long as the job that it tells of. */
  streams: boolean;
}

function attemptOf(header: string | string[] | undefined): number {
  return typeof header === 'string' && /^[1-9]\d{0,5}$/.test(header) ? Number(header) : 1;
}

const byBoth = { perNetwork: true, perGroup: true };

/** Requests are counted by network, where the path has one, and by group, unless the tier's window is wider. */
function partitionOf({ settings, operation }: Route, tier: string | undefined, params: unknown): string {
  const { perNetwork, perGroup } = settings.tiers[tier ?? '']?.counted ?? byBoth;
  const { network } = (params ?? {}) as { network?: string };
  const parts = [perNetwork ? network : undefined, perGroup ? operation.group : undefined];
  return parts.filter((part) => part !== undefined).join('/');
}

/** Reads the heads of arriving requests. */
export class ContextFactory {
  readonly #keyRing: KeyRing;
  readonly #anonymous = new Map<string, number>();

  constructor(keyRing: KeyRing) {
    this.#keyRing = keyRing;
  }

  open(
    route: Route,
    { headers, params }: Pick<FastifyRequest, 'headers' | 'params'>,
    arrivalMs: number,
  ): RequestContext {
    const sent = credentialIn(route.settings, headers);
    const owner = sent === null ? undefined : this.#keyRing.find(sent);
    const account = owner?.provider === route.settings.provider ? owner : undefined;
    const given = headers[callIdHeader];
    const named = typeof given === 'string' && given !== '';
    const callId = named ? shortened(given, MAX_CALL_ID) : this.#nameAnonymous(account);
    const attempt = named ? attemptOf(headers[attemptHeader]) : 1;
    return {
      route,
      partition: partitionOf(route, account?.tier, params),
      subject: { key: account?.fingerprint ?? '', callId, attempt },
      account,
      limits: account?.limits,
      key: sent === null ? null : (owner?.fingerprint ?? fingerprint(sent)),
      arrivalMs,
      onItsWay: false,
      lost: false,
      outcome: untouched,
      startMs: null,
      cost: {},
      unsettled: null,
      costed: null,
      holdsSlot: false,
      drawnServiceMs: null,
      refusedBy: null,
      decisions: [],
      waitAtLeastMs: 0,
      waitsFor: null,
      counted: null,
      told: { remaining: null, waitMs: null },
      cancelService: null,
      ended: false,
      streams: false,
    };
  }

  /** Numbers the requests of each key apart, so that traffic on one key does not change the faults on another. */
  #nameAnonymous(account: Account | undefined): string {
    const of = account?.fingerprint ?? '';
    const n = (this.#anonymous.get(of) ?? 0) + 1;
    this.#anonymous.set(of, n);
    return `anon-${n}`;
  }
}

/** How a request ended. */
interface End {
  endMs: number;
  status: number;
  /** Whether its connection was lost first. */
  aborted: boolean;
}

/** What the journal keeps of a request. */
export function entryOf(context: RequestContext, { endMs, status, aborted }: End): Omit<JournalEntry, 'seq'> {
  const { route, partition, account, key, subject, arrivalMs, startMs, drawnServiceMs } = context;
  return {
    provider: route.settings.provider,
    operation: route.name,
    partition,
    tier: account?.tier ?? null,
    key,
    callId: subject.callId,
    attempt: subject.attempt,
    arrivalMs,
    startMs,
    endMs,
    status,
    drawnServiceMs,
    remaining: aborted ? null : context.told.remaining,
    toldWaitMs: aborted ? null : context.told.waitMs,
    refusedBy: aborted ? null : context.refusedBy,
    faults: context.decisions,
    aborted,
  };
}
