import { credentials } from '../contract/authentication.ts';
import type { ProviderContract } from '../contract/contract.ts';
import { EvenkeelError, isEvenkeelError, OptionError } from '../errors/errors.ts';
import { safeCause } from '../errors/safe-cause.ts';
import { requireKey } from './options.ts';

/** How many keys are taken out of texts: older ones no longer occur in the API's answers. */
const REMEMBERED = 10;

type GetKey = () => string | Promise<string>;

/** A key, and the headers by which a request says that it is sent with it. */
export interface Credentials {
  key: string;
  headers: Readonly<Record<string, string>>;
}

/** Holds the API key, and gets the next one when the API no longer accepts this one. */
export class KeySource {
  readonly #contract: ProviderContract;
  readonly #get: GetKey;
  /** The key; undefined as long as it is not known. */
  current: Credentials | undefined;
  /** The latest keys, which are taken out of texts. */
  readonly #known: string[] = [];
  /** Set while a key is asked for: of many calls that are refused at once, one asks. */
  #asking: Promise<Credentials> | undefined;

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
    const name = account ?? this.current?.key;
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
  insteadOf(used: Credentials, signal: AbortSignal): Promise<Credentials | undefined> {
    return orUndefined(this.#after(used), signal);
  }

  redact(text: string): string {
    return this.#known.reduce((cleaned, key) => cleaned.replaceAll(key, /* seam: in-place-of-a-key */ '[key]'), text);
  }

  /** The key to use instead of `used`; undefined if there is no other. */
  async #after(used: Credentials): Promise<Credentials | undefined> {
    // Another call may have got the next key meanwhile.
    if (this.current?.key !== used.key) return this.current;
    try {
      const next = await this.#ask();
      return next.key === used.key ? undefined : next;
    } catch {
      // The API's refusal tells the caller more than that there is no other key.
      return undefined;
    }
  }

  #ask(): Promise<Credentials> {
    this.#asking ??= this.#fetch();
    const asking = this.#asking;
    const forget = (): void => {
      if (this.#asking === asking) this.#asking = undefined;
    };
    asking.then(forget, forget);
    return asking;
  }

  async #fetch(): Promise<Credentials> {
    try {
      const key = requireKey(this.#contract, await this.#get());
      return this.#take(key);
    } catch (thrown) {
      if (isEvenkeelError(thrown)) throw thrown;
      // A function that asks a secrets manager may throw the answer, with the secret in it.
      const cause = safeCause(thrown, (text) => this.redact(text));
      const what = 'The API key could not be had. Look at what gets it: its error is the cause.';
      throw new EvenkeelError('EVK_KEY_UNAVAILABLE', what, { cause });
    }
  }

  #take(key: string): Credentials {
    if (key !== '' && !this.#known.includes(key)) this.#known.push(key);
    if (this.#known.length > REMEMBERED) this.#known.shift();
    this.current = { key, headers: headersFor(this.#contract, key) };
    return this.current;
  }
}

/** The headers by which a request says whose it is. */
function headersFor({ authentication }: ProviderContract, key: string): Record<string, string> {
  if (/* seam: no-key */ authentication === null) return {};
  const { header, constant } = authentication;
  return {
    .../* seam: constant-headers */ constant,
    [/* seam: header-of-a-key */ header]: credentials(authentication, key),
  };
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
