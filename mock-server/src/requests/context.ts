import type { IncomingHttpHeaders } from 'node:http';
import { attemptHeader, callIdHeader } from '@evenkeel/toolkit/providers';
import type { Cancel } from '../clock.ts';
import type { FaultDecision, Refusal } from '../journal/entry.ts';
import type { KeyRing } from '../keys/key-ring.ts';
import { type Account, bearerToken, fingerprint } from '../keys/secrets.ts';
import type { Cost } from '../settings.ts';
import type { Subject } from '../subject.ts';
import { shortened } from '../text.ts';

const MAX_CALL_ID = 256;

/** One request of an API on its way through the mock server. */
export interface RequestContext {
  readonly provider: string;
  readonly operation: string;
  /** What it is counted with. */
  partition: string;
  readonly subject: Subject;
  /** Undefined where the key is missing, unknown or another provider's. */
  readonly account: Account | undefined;
  readonly key: string | null;
  readonly callId: string;
  readonly attempt: number;
  arrivalMs: number;
  /** The network has it still, and nothing else has seen it. */
  onItsWay: boolean;
  /** The connection was lost while it was on its way. */
  lost: boolean;
  /** How long the answer is on its way. */
  outboundMs: number;
  startMs: number | null;
  /** What it took of its account's limits when it was admitted. */
  cost: Cost;
  /** A slot is given back when it ends. */
  holdsSlot: boolean;
  drawnServiceMs: number | null;
  refusedBy: Refusal | null;
  faults: readonly FaultDecision[];
  /** What a refusal or a fault asks the client to wait, at least. */
  waitAtLeastMs: number;
  remaining: number | null;
  /** Ends the wait for the service time. */
  cancelService: Cancel | null;
  ended: boolean;
  /** Its answer goes on for as long as what it tells of. */
  streams: boolean;
}

function attemptOf(header: string | string[] | undefined): number {
  return typeof header === 'string' && /^[1-9]\d{0,5}$/.test(header) ? Number(header) : 1;
}

/** Reads the headers of arriving requests. */
export class ContextFactory {
  readonly #keyRing: KeyRing;
  readonly #anonymous = new Map<string, number>();

  constructor(keyRing: KeyRing) {
    this.#keyRing = keyRing;
  }

  open(provider: string, operation: string, headers: IncomingHttpHeaders, arrivalMs: number): RequestContext {
    const sent = bearerToken(headers.authorization);
    const owner = sent === null ? undefined : this.#keyRing.find(sent);
    const account = owner?.provider === provider ? owner : undefined;
    const given = headers[callIdHeader];
    const named = typeof given === 'string' && given !== '';
    const callId = named ? shortened(given, MAX_CALL_ID) : this.#nameAnonymous(account);
    const attempt = named ? attemptOf(headers[attemptHeader]) : 1;
    return {
      provider,
      operation,
      partition: '',
      subject: { key: account?.fingerprint ?? '', callId, attempt },
      account,
      key: sent === null ? null : (owner?.fingerprint ?? fingerprint(sent)),
      callId,
      attempt,
      arrivalMs,
      onItsWay: false,
      lost: false,
      outboundMs: 0,
      startMs: null,
      cost: { requests: 0, jobs: 0 },
      holdsSlot: false,
      drawnServiceMs: null,
      refusedBy: null,
      faults: [],
      waitAtLeastMs: 0,
      remaining: null,
      cancelService: null,
      ended: false,
      streams: false,
    };
  }

  /** Counted for each key, so that the traffic on one key does not change the faults on another. */
  #nameAnonymous(account: Account | undefined): string {
    const of = account?.fingerprint ?? '';
    const n = (this.#anonymous.get(of) ?? 0) + 1;
    this.#anonymous.set(of, n);
    return `anon-${n}`;
  }
}
