import * as v from 'valibot';
import { amount, fieldReader, instant, name } from '../read-body.ts';

/** What Neura's bodies hold. Amounts are in units of their currency. */
export interface Price {
  amount: number;
  currency: string;
}

export interface Agent {
  id: string;
  name: string;
  network: string;
  description: string;
  /** null: the agent is free. */
  price: Price | null;
}

export interface Invoice extends Price {
  id: string;
  agent: string;
  network: string;
  /** ISO 8601. */
  expiresAt: string;
}

export interface Receipt {
  invoice: string;
  receipt: string;
  /** ISO 8601. */
  paidAt: string;
}

export interface AgentResult {
  agent: string;
  output: unknown;
  /** Set if the call was paid for. */
  invoice?: { id: string; settledAt: string };
}

/** An answer to a call: its result, or what it costs. */
export type Answer = { result: AgentResult } | { invoice: Invoice };

const currency = v.pipe(v.string(), v.regex(/^[\x21-\x7e]{1,20}$/));

const agent = v.looseObject({
  id: name,
  name: v.string(),
  network: name,
  description: v.string(),
  price: v.nullable(v.looseObject({ amount, currency })),
});

const invoice = v.looseObject({
  id: name,
  agent: name,
  network: name,
  // An invoice for 0 would ask for no payment.
  amount: v.pipe(amount, v.gtValue(0)),
  currency,
  expiresAt: instant,
});

const result = v.looseObject({
  agent: name,
  output: v.unknown(),
  invoice: v.exactOptional(v.looseObject({ id: name, settledAt: instant })),
});

const response = 'A response of Neura';
const readList = fieldReader(response, 'data', v.looseObject({ agents: v.array(agent) }));

export const readAgents = (body: unknown): Agent[] => readList(body).agents;

export const readResult: (body: unknown) => AgentResult = fieldReader(response, 'data', result);

export const readInvoice: (body: unknown) => Invoice = fieldReader(response, 'invoice', invoice);

/** @param of the id of the invoice that was paid */
export function readReceipt(body: unknown, of: string): Receipt {
  const receipt = v.looseObject({ invoice: v.literal(of), receipt: v.pipe(v.string(), v.nonEmpty()), paidAt: instant });
  return fieldReader<Receipt>(response, 'data', receipt)(body);
}
