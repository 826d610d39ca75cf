import type { CircuitStateName } from '../../policies/breaker/circuit-state.ts';
import type { Clock } from '../../time/clock.ts';
import { Account } from './account.ts';

/** So many of those used longest ago are looked at for one that may be forgotten. */
const LOOKED_AT = 8;
/** Values of the label `provider` beside `other`. */
const MOST_PROVIDERS = 20;

export interface AccountsOptions {
  clock: Clock;
  /** So many are remembered; more, while more have calls under way, or a pause. */
  maxAccounts: number;
  maxQueued: number;
  /** Told of each change of a circuit. */
  onChange: (provider: string, from: CircuitStateName, to: CircuitStateName) => void;
}

/** The accounts that were used of late. */
export class Accounts {
  readonly #options: AccountsOptions;
  /** The one used longest ago first. */
  readonly #accounts = new Map<string, Account>();
  readonly #providers = new Set<string>();

  constructor(options: AccountsOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#accounts.size;
  }

  /** @param name what tells it from others of its origin */
  of({ origin, host }: Pick<URL, 'origin' | 'host'>, name: string): Account {
    const key = `${origin} ${name}`;
    const known = this.#accounts.get(key);
    if (known !== undefined) this.#accounts.delete(key);
    const { clock, maxQueued, onChange } = this.#options;
    const account =
      known ?? new Account({ clock, maxQueued, onChange: (...change) => onChange(this.providerOf(host), ...change) });
    this.#accounts.set(key, account);
    if (known === undefined) this.#forget();
    return account;
  }

  /** The label of a host: metrics must not grow with what is called. */
  providerOf(host: string): string {
    if (this.#providers.size < MOST_PROVIDERS) this.#providers.add(host);
    return this.#providers.has(host) ? host : 'other';
  }

  #forget(): void {
    const { maxAccounts } = this.#options;
    let looked = 0;
    for (const [key, account] of this.#accounts) {
      if (this.#accounts.size <= maxAccounts || looked === LOOKED_AT) break;
      looked += 1;
      // Of one that is paused the server's word is kept, unless too many are.
      if (account.idle || this.#accounts.size > 2 * maxAccounts) this.#accounts.delete(key);
    }
  }
}
