import { OptionError, requireInteger } from '../../errors/errors.ts';
import { type Clock, systemClock } from '../../time/clock.ts';
import { requireClock, requireOptions } from '../options.ts';
import type { BreakerRule } from './breaker-rule.ts';
import type { CircuitState } from './circuit-state.ts';
import { StorableWindow } from './storable-window.ts';

export interface OpossumRuleOptions {
  /** Milliseconds. Default 10,000. */
  rollingCountTimeout?: number;
  /** Default 10. */
  rollingCountBuckets?: number;
  /** Opens above this share of failures among fires, in percent; at exactly this share it stays closed. Default 50. */
  errorThresholdPercentage?: number;
  /** Below this many fires in the window it stays closed. Default 0: then the first failure may open it. */
  volumeThreshold?: number;
  clock?: Clock;
}

/**
 * opossum's rule: `failures / fires`. A fire is counted when an attempt asks to
 * be let through, refused or not, so slow calls under way keep the circuit
 * closed. The counts are not reset when the circuit closes. If nothing calls
 * `asked`, as in cockatiel's policy, a fire is counted when the attempt ends.
 */
export class OpossumRule implements BreakerRule {
  readonly #errorThresholdPercentage: number;
  readonly #volumeThreshold: number;
  readonly #window: StorableWindow<'fires' | 'failures'>;
  #hearsOfFires = false;

  /** @throws OptionError if an option is not as it says, or is unknown */
  constructor(options: OpossumRuleOptions = {}) {
    requireOptions(options, {
      rollingCountTimeout: '',
      rollingCountBuckets: '',
      errorThresholdPercentage: 'number',
      volumeThreshold: '',
      clock: '',
    });
    const { rollingCountTimeout = 10_000, rollingCountBuckets = 10, clock = systemClock } = options;
    const { errorThresholdPercentage = 50, volumeThreshold = 0 } = options;
    requireClock(clock);
    requireInteger('rollingCountTimeout', rollingCountTimeout, 1);
    requireInteger('rollingCountBuckets', rollingCountBuckets, 1);
    if (!(errorThresholdPercentage >= 0 && errorThresholdPercentage <= 100)) {
      throw new OptionError('errorThresholdPercentage', 'give a number from 0 to 100.', errorThresholdPercentage);
    }
    this.#errorThresholdPercentage = errorThresholdPercentage;
    this.#volumeThreshold = requireInteger('volumeThreshold', volumeThreshold, 0);
    this.#window = new StorableWindow(
      ['fires', 'failures'],
      { sizeMs: rollingCountTimeout, buckets: rollingCountBuckets },
      clock,
    );
  }

  get state(): unknown {
    return this.#window.store();
  }

  /** @throws OptionError if no such rule stored it */
  set state(stored: unknown) {
    this.#window.restore('initialState.breaker', stored);
  }

  asked(): void {
    this.#hearsOfFires = true;
    this.#window.add('fires');
  }

  success(_state: CircuitState): void {
    if (!this.#hearsOfFires) this.#window.add('fires');
  }

  failure(_state: CircuitState): boolean {
    if (!this.#hearsOfFires) this.#window.add('fires');
    this.#window.add('failures');
    const { fires, failures } = this.#window.total();
    // If all fires were forgotten before their failures came, this divides by 0: as with opossum, that is above any
    // share.
    return fires >= this.#volumeThreshold && (failures / fires) * 100 > this.#errorThresholdPercentage;
  }
}
