/** So many keys are remembered: a retry comes soon. */
const MOST_KEYS = 1_000;

/** Sees that an SDK tries again by itself, on top of what is tried here, and warns once. */
export class OutsideRetries {
  readonly #keys = new Set<string>();
  #warned = false;

  /** @param headers those of a call that begins */
  look(headers: Headers): void {
    if (this.#warned || !this.#isRetry(headers)) return;
    this.#warned = true;
    this.#keys.clear();
    warn('An SDK retries what createFetch() retries already. Turn its own retries off, as by maxRetries: 0.');
  }

  #isRetry(headers: Headers): boolean {
    // OpenAI's, Anthropic's and other SDKs of that make count from 0; those of AWS say `attempt=1; max=3`.
    if (Number(headers.get('x-stainless-retry-count')) > 0) return true;
    if (/attempt=(?!1\b)/.test(headers.get('amz-sdk-request') ?? '')) return true;
    const key = headers.get('idempotency-key');
    if (key === null) return false;
    if (this.#keys.has(key)) return true;
    this.#keys.add(key);
    const [oldest] = this.#keys;
    if (this.#keys.size > MOST_KEYS) this.#keys.delete(oldest as string);
    return false;
  }
}

function warn(message: string): void {
  const { process } = globalThis as { process?: { emitWarning?: (text: string, options: { code: string }) => void } };
  if (process?.emitWarning) process.emitWarning(message, { code: 'EVK_RETRIED_OUTSIDE' });
  // biome-ignore lint/suspicious/noConsole: a page has no other place for a warning
  else console.warn(message);
}
