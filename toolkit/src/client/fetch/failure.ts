import { isEvenkeelError } from '../../errors/errors.ts';
import type { Outgoing } from './outgoing.ts';

/** Whether fetch threw for the network, so that another attempt may fare better; else the request itself is to blame. */
export function isOfNetwork(error: unknown, outgoing: Pick<Outgoing, 'isValid'>): boolean {
  const { cause } = Object(error) as { cause?: { code?: unknown } };
  // What Node.js throws for a network has a cause with a code; for a redirect that leads nowhere, the cause has none.
  const code = cause ? cause.code : '';
  const mayPass = typeof code === 'string' && !/^(ERR_INVALID_URL|UND_ERR_(INVALID_ARG|NOT_SUPPORTED))$/.test(code);
  return mayPass && !isEvenkeelError(error) && outgoing.isValid();
}
