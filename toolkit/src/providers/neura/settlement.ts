import type { CallOptions } from '../../client/client-options.ts';
import type { ManagedCaller } from '../../client/managed-caller.ts';
import { longestCallId } from '../../client/options.ts';
import { type EvenkeelError, isEvenkeelError } from '../../errors/errors.ts';
import { InvoiceError } from './invoice-error.ts';
import type { Commitment } from './payment-guard.ts';
import { type AgentResult, type Invoice, readReceipt, readResult } from './wire.ts';

/**
 * Pays an invoice and replays its call. Each step is retried on its own, and doing both again costs nothing: the API
 * takes a payment once and settles an invoice once.
 *
 * @param commitment released if nothing was paid
 * @throws InvoiceError if a step failed for good: the error's invoice can be settled again
 * @throws OptionError for an option, or an invoice, that cannot be used; nothing was paid
 */
export async function settleInvoice(
  client: ManagedCaller,
  invoice: Invoice,
  { signal, priority, tenant, callId }: CallOptions = {},
  commitment?: Commitment,
): Promise<AgentResult> {
  const { id, network, amount, currency } = invoice;
  // Each step is a call of its own in logs and journals; the end of its call id says which step.
  const options = (step: string) => ({
    params: { network, invoice: id },
    signal,
    priority,
    ...(tenant !== undefined && { tenant }),
    ...(callId !== undefined && { callId: `${callId.slice(0, longestCallId - step.length - 1)}.${step}` }),
  });
  try {
    const paying = client.call('invoice_pay', { amount, currency }, (body) => readReceipt(body, id), options('pay'));
    await paying.catch((error: unknown) => {
      if (isUnpaid(error)) commitment?.release();
      throw error;
    });
    // The replay is retried like any other call, except that a further demand for payment is a refusal.
    return await client.call('invoice_replay', {}, readResult, options('replay'));
  } catch (error) {
    if (!isEvenkeelError(error)) throw error;
    throw unsettled(error, invoice);
  }
}

/**
 * Whether certainly nothing was paid: the payment was never sent, or its first attempt was refused. If only a later
 * attempt was refused, an earlier one may have paid.
 */
function isUnpaid(error: unknown): boolean {
  if (!isEvenkeelError(error)) return true;
  return error.attempts === 0 || (error.attempts === 1 && error.code === 'EVK_UPSTREAM_REFUSED');
}

function unsettled(error: EvenkeelError, invoice: Invoice): InvoiceError {
  const { code, status, retryAfterMs, attempts } = error;
  const details = {
    cause: error,
    ...(status !== undefined && { status }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  };
  const wrapped = new InvoiceError(code, `The invoice ${invoice.id} is not settled.`, invoice, details);
  wrapped.attempts = attempts;
  return wrapped;
}
