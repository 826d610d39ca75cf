import { NodeTransport } from './node-transport.ts';
import type { Pool, Transport } from './transport.ts';

/** What a client sends by that was given no transport: on Node.js its own HTTP client, with the contract's pool. */
export const defaultTransport = (pool: Pool): Transport => new NodeTransport(pool);
