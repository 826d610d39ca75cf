import { OptionError } from '../errors/errors.ts';
import type { Pool, Transport } from './transport.ts';

/** Replaces `node-default-transport.ts` where there is no Node.js: package.json's `imports` choose between the two. */
export function defaultTransport(_pool: Pool): Transport {
  throw new OptionError('transport', 'give one: only on Node.js is there a default.');
}
