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
  /** null: it is free. */
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
  /** Set for a call that was paid. */
  invoice?: { id: string; settledAt: string };
}

/** An answer to a call: its result, or what it costs. */
export type Answer = { result: AgentResult } | { invoice: Invoice };

function field<T>(body: unknown, name: 'data' | 'invoice', has: readonly string[]): T {
  const value = (body as Record<string, unknown> | null)?.[name];
  if (typeof value === 'object' && value !== null && has.every((key) => Object.hasOwn(value, key))) return value as T;
  throw new TypeError(`A Neura response has "${name}" with ${has.join(', ')}; this one has not.`);
}

export const readAgents = (body: unknown): Agent[] => {
  const { agents } = field<{ agents: unknown }>(body, 'data', ['agents']);
  if (!Array.isArray(agents)) throw new TypeError('The "agents" of a Neura response are a list; these are not.');
  return agents;
};
export const readResult = (body: unknown): AgentResult => field(body, 'data', ['agent', 'output']);
export const readReceipt = (body: unknown): Receipt => field(body, 'data', ['invoice', 'receipt']);
export const readInvoice = (body: unknown): Invoice =>
  field(body, 'invoice', ['id', 'network', 'amount', 'currency', 'expiresAt']);
