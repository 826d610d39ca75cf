import { NodeTransport } from './node-transport.ts';
import type { Pool, Transport } from './transport.ts';

/** The transport of a client that was given none: Node.js's own HTTP client, with the contract's pool. */
export const defaultTransport = (pool: Pool): Transport => new NodeTransport(pool);
