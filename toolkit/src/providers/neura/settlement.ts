import type { ContractClient } from '../../client/client.ts';
import type { CallOptions } from '../../client/client-options.ts';
import { type EvenkeelError, isEvenkeelError, OptionError } from '../../errors/errors.ts';
import { InvoiceError } from './invoice-error.ts';
import { type AgentResult, type Invoice, readReceipt, readResult } from './wire.ts';

/** What a client may pay without asking. */
export interface PaymentOptions {
  /** For one call, in units of `currency`. */
  maxAmount: number;
  currency: string;
}

/** @throws OptionError if an option cannot be used */
export function requirePayment(payment: PaymentOptions | undefined): void {
  if (payment === undefined) return;
  const { maxAmount, currency } = payment;
  if (!Number.isFinite(maxAmount) || maxAmount <= 0) {
    throw new OptionError('payment.maxAmount', 'give an amount above 0, or leave payment out.', maxAmount);
  }
  if (typeof currency !== 'string' || currency === '') {
    throw new OptionError('payment.currency', 'give the currency that invoices are in, such as USDC.', currency);
  }
}

/** @throws InvoiceError `EVK_PAYMENT_REQUIRED` for an invoice that nobody allowed to pay */
export function requireAllowed(invoice: Invoice, payment: PaymentOptions | undefined): void {
  const { amount, currency, agent } = invoice;
  const asks = `${agent} asks for ${amount} ${currency}`;
  if (payment === undefined) throw new InvoiceError('EVK_PAYMENT_REQUIRED', `${asks}.`, invoice);
  if (currency === payment.currency && amount <= payment.maxAmount) return;
  const allowed = `${asks}; allowed are up to ${payment.maxAmount} ${payment.currency}.`;
  throw new InvoiceError('EVK_PAYMENT_REQUIRED', allowed, invoice);
}

/**
 * Pays an invoice and replays its call. Each step is retried by itself, and
 * doing both again costs nothing: the API takes a payment once and settles an
 * invoice once.
 *
 * @throws InvoiceError with which it can be tried again
 */
export async function settleInvoice(
  client: ContractClient,
  invoice: Invoice,
  { signal, priority, callId }: CallOptions = {},
): Promise<AgentResult> {
  const { id, network, amount, currency } = invoice;
  // Each trip is a call of its own in logs and journals, and told apart by its end.
  const options = (step: string) => ({
    params: { network, invoice: id },
    signal,
    priority,
    ...(callId !== undefined && { callId: `${callId}.${step}` }),
  });
  try {
    await client.call('invoice_pay', { amount, currency }, readReceipt, options('pay'));
    // Until the API has seen the payment it may ask for it once more; that is retried like any other failure.
    return await client.call('invoice_replay', {}, readResult, options('replay'));
  } catch (error) {
    if (!isEvenkeelError(error)) throw error;
    throw unsettled(error, invoice);
  }
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
