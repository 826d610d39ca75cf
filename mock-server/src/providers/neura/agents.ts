export interface Price {
  amount: number;
  currency: string;
}

export interface Agent {
  id: string;
  name: string;
  description: string;
  /** null: its calls are free. */
  price: Price | null;
}

/** The agents, which are the same on every network. */
export const agents: readonly Agent[] = [
  { id: 'echo', name: 'Echo', description: 'Says what it was told.', price: null },
  { id: 'balance', name: 'Balance', description: 'Reads what an address holds.', price: null },
  {
    id: 'oracle',
    name: 'Oracle',
    description: 'Quotes the price of a pair.',
    price: { amount: 0.25, currency: 'USDC' },
  },
  {
    id: 'auditor',
    name: 'Auditor',
    description: 'Reads a contract for faults.',
    price: { amount: 2, currency: 'USDC' },
  },
];
