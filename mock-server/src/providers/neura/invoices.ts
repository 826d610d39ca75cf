import { BoundedMap } from '../../bounded-map.ts';
import { uniforms } from '../../draw.ts';
import type { Price } from './agents.ts';

/** For how long an invoice can be paid. */
const VALID_MS = 600_000;
/** The memory that the books may take. */
const KEPT_BYTES = 134_217_728;
/** The most that an invoice takes, as measured. */
const ROW_BYTES = 1_500;

export interface Invoice extends Price {
  id: string;
  agent: string;
  network: string;
  /** ISO 8601. */
  expiresAt: string;
}

/** A call that costs something. */
export interface PaidCall {
  /** Whose call it is: the account's id. */
  account: string;
  agent: string;
  network: string;
  /** The part of its input that the agent reads. */
  read: string;
  price: Price;
}

export interface Settled {
  agent: string;
  output: string;
  invoice: { id: string; settledAt: string };
}

/** An invoice, and what became of it. Times are ISO 8601. */
export interface BookedInvoice extends Invoice {
  createdAt: string;
  paidAt: string | null;
  settledAt: string | null;
  /** How often a payment was taken, and how often the call was done; more than once would be a mistake. */
  payments: number;
  settlements: number;
}

export interface Books {
  written: number;
  paid: number;
  settled: number;
  /** How many invoices were evicted since the start; the numbers above count them too. */
  evicted: number;
  invoices: BookedInvoice[];
}

interface Row {
  call: PaidCall;
  invoice: Invoice;
  createdAt: string;
  expiresAtMs: number;
  receipt: { invoice: string; receipt: string; paidAt: string } | null;
  payments: number;
  settlements: number;
  settledAt: string | null;
  /** The settlement under way or done; a replay that comes meanwhile waits for the same one. */
  settling: Promise<Settled> | null;
}

export type Payment = { receipt: NonNullable<Row['receipt']> } | { refused: 'amount' | 'expired'; invoice: Invoice };

const iso = (ms: number): string => new Date(ms).toISOString();

/** Neura's books: which call costs what, what was paid, and what was delivered for it. */
export class Invoices {
  readonly #rows: BoundedMap<string, Row>;
  readonly #seed: number;
  readonly #counts = { written: 0, paid: 0, settled: 0 };
  #nowMs = 0;

  constructor(seed: number, maxBytes = KEPT_BYTES) {
    this.#seed = seed;
    const isOver = ({ receipt, settledAt, expiresAtMs }: Row): boolean =>
      settledAt !== null || (receipt === null && expiresAtMs <= this.#nowMs);
    // A paid invoice stays until its call is done.
    this.#rows = new BoundedMap({ maxBytes, mayGo: [isOver, ({ receipt }) => receipt === null] });
  }

  /** Writes an invoice; null where there is no room for it beside those that are paid and not settled. */
  write(call: PaidCall, callId: string, nowMs: number): Invoice | null {
    this.#nowMs = nowMs;
    const { account, agent, network, price } = call;
    const expiresAtMs = nowMs + VALID_MS;
    const invoice = { id: this.#freeId(account, callId), agent, network, ...price, expiresAt: iso(expiresAtMs) };
    const row: Row = {
      call,
      invoice,
      createdAt: iso(nowMs),
      expiresAtMs,
      receipt: null,
      payments: 0,
      settlements: 0,
      settledAt: null,
      settling: null,
    };
    if (!this.#rows.add(invoice.id, row, ROW_BYTES)) return null;
    this.#counts.written += 1;
    return invoice;
  }

  /** Finds an invoice; undefined where this account has no such invoice on this network. */
  find(id: string, { account, network }: Pick<PaidCall, 'account' | 'network'>): Invoice | undefined {
    const row = this.#rows.get(id);
    return row?.call.account === account && row.call.network === network ? row.invoice : undefined;
  }

  /** Takes a payment once; a second one gets the same receipt. */
  pay({ id }: Invoice, { amount, currency }: Price, nowMs: number): Payment {
    const row = this.#row(id);
    if (row.receipt !== null) return { receipt: row.receipt };
    const { invoice, expiresAtMs } = row;
    if (nowMs >= expiresAtMs) return { refused: 'expired', invoice };
    if (amount !== invoice.amount || currency !== invoice.currency) return { refused: 'amount', invoice };
    row.payments += 1;
    this.#counts.paid += 1;
    row.receipt = { invoice: id, receipt: `rcp_${id.slice('inv_'.length)}`, paidAt: iso(nowMs) };
    return { receipt: row.receipt };
  }

  isPaid({ id }: Invoice): boolean {
    return this.#row(id).receipt !== null;
  }

  /** Does a paid call once; after a failure it may be tried again. */
  settle(
    { id }: Invoice,
    work: (call: PaidCall) => Promise<{ agent: string; output: string }>,
    now: () => number,
  ): Promise<Settled> {
    const row = this.#row(id);
    row.settling ??= (async () => {
      try {
        const done = await work(row.call);
        row.settlements += 1;
        row.settledAt = iso(now());
        this.#counts.settled += 1;
        return { ...done, invoice: { id, settledAt: row.settledAt } };
      } catch (error) {
        row.settling = null;
        throw error;
      }
    })();
    return row.settling;
  }

  /** The books, for the admin API. */
  books(): Books {
    const invoices = this.#rows.values().map(({ invoice, createdAt, receipt, settledAt, payments, settlements }) => ({
      ...invoice,
      createdAt,
      paidAt: receipt?.paidAt ?? null,
      settledAt,
      payments,
      settlements,
    }));
    return { ...this.#counts, evicted: this.#rows.evicted, invoices };
  }

  #row(id: string): Row {
    const row = this.#rows.get(id);
    if (row === undefined) throw new RangeError(`There is no invoice ${id}.`);
    return row;
  }

  #freeId(account: string, callId: string): string {
    for (let n = 0; ; n += 1) {
      const [a, b] = uniforms([this.#seed, 'invoice', account, callId, n]);
      const id = `inv_${[a, b].map((part) => part.toString(16).slice(2, 10).padEnd(8, '0')).join('')}`;
      if (!this.#rows.has(id)) return id;
    }
  }
}
