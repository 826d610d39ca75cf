import { type ErrorCode, type ErrorDetails, EvenkeelError } from '../../errors/errors.ts';
import type { Invoice } from './wire.ts';

const advice = 'Settle its invoice, or allow payments up to its amount.';

/** A paid call ended without its result. Its invoice can be settled later: see NeuraClient.settle. */
export class InvoiceError extends EvenkeelError {
  readonly invoice: Invoice;

  constructor(code: ErrorCode, what: string, invoice: Invoice, details?: ErrorDetails) {
    super(code, what, code === 'EVK_PAYMENT_REQUIRED' ? { ...details, advice } : details);
    this.invoice = invoice;
  }
}

/** Works across copies of this package, where `instanceof` does not. */
export function isInvoiceError(error: unknown): error is InvoiceError {
  return error instanceof Error && error.name === 'EvenkeelError' && 'invoice' in error;
}
