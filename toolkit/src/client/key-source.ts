import { credentials } from '../contract/authentication.ts';
import type { ProviderContract } from '../contract/contract.ts';
import { EvenkeelError, isEvenkeelError, OptionError } from '../errors/errors.ts';
import { safeCause } from '../errors/safe-cause.ts';
import { requireKey } from './options.ts';

/** How many keys are taken out of texts: older ones no longer occur in the API's answers. */
const REMEMBERED = 10;

type GetKey = () => string | Promise<string>;

/** Holds the API key, and gets the next one when the API no longer accepts this one. */
export class KeySource {
  readonly #contract: ProviderContract;
  readonly #get: GetKey;
  /** The key; undefined as long as it is not known. */
  current: string | undefined;
  /** The latest keys, which are taken out of texts. */
  readonly #known: string[] = [];
  /** Set while a key is asked for: of many calls that are refused at once, one asks. */
  #asking: Promise<string> | undefined;

  /** @throws OptionError for a key that cannot be used; a function's key is checked when it is asked for */
  constructor(contract: ProviderContract, apiKey: string | GetKey | undefined) {
    this.#contract = contract;
    this.#get = typeof apiKey === 'function' ? apiKey : () => requireKey(contract, apiKey);
    if (typeof apiKey !== 'function') this.#take(requireKey(contract, apiKey));
  }

  /**
   * The name by which the coordinator knows the account.
   *
   * @throws OptionError if there is neither an account name nor a key yet
   */
  account(account: string | undefined): string {
    const name = account ?? this.current;
    if (name === undefined) {
      throw new OptionError('account', 'name the account, since its key is not known before the first call.');
    }
    return name;
  }

  /**
   * Resolves once there is a key; undefined if there is one already.
   *
   * @throws EvenkeelError `EVK_KEY_UNAVAILABLE`
   */
  ready(): Promise<void> | undefined {
    return this.current === undefined ? this.#ask().then(() => {}) : undefined;
  }

  /**
   * The key to use in place of one that the API has refused; undefined if there is no other, or if the signal aborts
   * meanwhile.
   */
  insteadOf(used: string, signal: AbortSignal): Promise<string | undefined> {
    return orUndefined(this.#after(used), signal);
  }

  /** The headers by which a request says whose it is. */
  headers(key: string): Record<string, string> {
    const { authentication } = this.#contract;
    if (/* seam: no-key */ authentication === null) return {};
    const { header, constant } = authentication;
    return {
      .../* seam: constant-headers */ constant,
      [/* seam: header-of-a-key */ header]: credentials(authentication, key),
    };
  }

  redact(text: string): string {
    return this.#known.reduce((cleaned, key) => cleaned.replaceAll(key, /* seam: in-place-of-a-key */ '[key]'), text);
  }

  /** The key to use instead of `used`; undefined if there is no other. */
  async #after(used: string): Promise<string | undefined> {
    // Another call may have got the next key meanwhile.
    if (this.current !== used) return this.current;
    try {
      const next = await this.#ask();
      return next === used ? undefined : next;
    } catch {
      // The API's refusal tells the caller more than that there is no other key.
      return undefined;
    }
  }

  #ask(): Promise<string> {
    this.#asking ??= this.#fetch();
    const asking = this.#asking;
    const forget = (): void => {
      if (this.#asking === asking) this.#asking = undefined;
    };
    asking.then(forget, forget);
    return asking;
  }

  async #fetch(): Promise<string> {
    try {
      const key = requireKey(this.#contract, await this.#get());
      this.#take(key);
      return key;
    } catch (thrown) {
      if (isEvenkeelError(thrown)) throw thrown;
      // A function that asks a secrets manager may throw the answer, with the secret in it.
      const cause = safeCause(thrown, (text) => this.redact(text));
      throw new EvenkeelError('EVK_KEY_UNAVAILABLE', 'The API key could not be had.', { cause });
    }
  }

  #take(key: string): void {
    this.current = key;
    if (key !== '' && !this.#known.includes(key)) this.#known.push(key);
    if (this.#known.length > REMEMBERED) this.#known.shift();
  }
}

/** Waits for a key, but no longer than the signal allows: a function that gets keys may hang. */
function orUndefined<T>(work: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  return new Promise((resolve) => {
    const leave = (): void => resolve(undefined);
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave, { once: true });
    work.then(resolve, leave).finally(() => signal.removeEventListener('abort', leave));
  });
}
