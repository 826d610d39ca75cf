import type { AccountMember, SharedFloor } from '../coordination/coordinator.ts';
import type { EventSink } from '../events.ts';
import { RetryBudget } from '../policies/retry/retry-budget.ts';
import type { BudgetSettings } from '../policies/retry/retry-settings.ts';
import type { Clock } from '../time/clock.ts';

export interface RetryAccountOptions {
  provider: string;
  budget: BudgetSettings;
  clock: Clock;
  emit: EventSink;
  /** What other processes share with this one. */
  member: AccountMember | undefined;
}

/** A client's retry budget: paid by its own calls, and where these do not suffice by the floor that all processes share. */
export class RetryAccount {
  readonly #options: RetryAccountOptions;
  readonly #budget: RetryBudget;
  readonly #sharedFloor: SharedFloor | undefined;

  constructor(options: RetryAccountOptions) {
    const { budget, clock, member } = options;
    this.#options = options;
    this.#sharedFloor = member?.retryFloor(budget);
    const floorPerWindow = this.#sharedFloor === undefined ? budget.floorPerWindow : 0;
    this.#budget = new RetryBudget({ ...budget, floorPerWindow, clock });
  }

  deposit(): void {
    this.#budget.deposit();
    this.tellBalance();
  }

  withdraw(): boolean {
    const paid = this.#budget.withdraw() || (this.#sharedFloor?.tryWithdraw() ?? false);
    this.tellBalance();
    return paid;
  }

  tellBalance(): void {
    const { provider, budget, emit } = this.#options;
    const { floorPerWindow: floor, windowMs } = budget;
    emit({ provider, type: 'retry-budget', balance: this.#budget.balance, floor, windowMs });
  }
}
