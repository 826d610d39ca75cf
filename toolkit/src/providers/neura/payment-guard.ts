import { OptionError } from '../../errors/errors.ts';
import { InvoiceError } from './invoice-error.ts';
import type { Invoice } from './wire.ts';

/** What a client may pay without asking. Amounts are in units of `currency`. */
export interface PaymentOptions {
  /** The most for one call; above 0. */
  maxAmount: number;
  /**
   * The most for all calls of this client together; above 0; `Infinity` for no such limit. A payment whose answer was
   * lost counts; what {@link NeuraClient.settle} pays does not.
   */
  maxTotal: number;
  /** The only currency to pay in, such as `USDC`. */
  currency: string;
}

/** An amount that was set aside for an invoice. */
export interface Commitment {
  /** The invoice was certainly not paid. Only the first call counts. */
  release(): void;
}

/** Decides which invoices may be paid without asking. */
export class PaymentGuard {
  readonly #options: PaymentOptions | undefined;
  #total = 0;

  /** @throws OptionError if an option cannot be used */
  constructor(options: PaymentOptions | undefined) {
    this.#options = options;
    if (options === undefined) return;
    const { maxAmount, maxTotal, currency } = options;
    if (!Number.isFinite(maxAmount) || maxAmount <= 0) {
      throw new OptionError('payment.maxAmount', 'give an amount above 0, or leave payment out.', maxAmount ?? null);
    }
    if (typeof maxTotal !== 'number' || !(maxTotal > 0)) {
      const remedy = 'give what all payments may add up to, above 0; Infinity for no such limit.';
      throw new OptionError('payment.maxTotal', remedy, maxTotal ?? null);
    }
    if (typeof currency !== 'string' || currency === '') {
      throw new OptionError('payment.currency', 'give the currency that invoices are in, such as USDC.', currency);
    }
  }

  /**
   * Sets aside the amount of an invoice that is paid now.
   *
   * @param called the agent and network that were called: the invoice must be for them
   * @throws InvoiceError `EVK_PAYMENT_REQUIRED` for an invoice that the options do not allow
   */
  commit(invoice: Invoice, called: Pick<Invoice, 'agent' | 'network'>): Commitment {
    const { amount, currency, agent, network } = invoice;
    const refuse = (why: string): never => {
      throw new InvoiceError('EVK_PAYMENT_REQUIRED', `${agent} asks for ${amount} ${currency}${why}.`, invoice);
    };
    if (agent !== called.agent || network !== called.network) {
      refuse(` on ${network}; called was ${called.agent} on ${called.network}`);
    }
    if (this.#options === undefined) return refuse('');
    const { maxAmount, maxTotal, currency: allowed } = this.#options;
    if (currency !== allowed || amount > maxAmount) refuse(`; allowed are up to ${maxAmount} ${allowed}`);
    const total = sum(this.#total, amount);
    if (total > maxTotal) refuse(`; of ${maxTotal} ${allowed} for all calls ${this.#total} are paid`);
    this.#total = total;
    let released = false;
    return {
      release: () => {
        if (!released) this.#total = sum(this.#total, -amount);
        released = true;
      },
    };
  }
}

/** Rounds to twelve digits, so that three times 0.1 is the 0.3 of a limit. */
const sum = (total: number, amount: number): number => Number((total + amount).toPrecision(12));
