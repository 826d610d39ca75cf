import { OptionError } from '../../errors/errors.ts';
import { RollingWindow } from './rolling-window.ts';

/** A bucket as it is stored: with the middle of its slice of time, in milliseconds since the epoch. */
export type StoredBucket<K extends string> = { atMs: number } & Record<K, number>;

/** A rolling window whose counts can be stored, and go on from there. */
export class StorableWindow<K extends string> extends RollingWindow<K> {
  /** The counts in a form that survives JSON, latest first. */
  store(): StoredBucket<K>[] {
    return this.live()
      .sort((a, b) => b.slice - a.slice)
      .map((bucket) => ({ atMs: (bucket.slice + 0.5) * this.sliceMs, ...bucket.counts }));
  }

  /**
   * Replaces the counts by stored ones, which have aged since. Counts too old for this window are dropped; counts from
   * a clock that is ahead count as of now.
   *
   * @throws OptionError naming `option`, if they are not what {@link store} returns; then nothing has changed
   */
  restore(option: string, stored: unknown): void {
    const buckets = this.#requireStored(option, stored);
    this.clear();
    const now = this.slice();
    for (const counts of buckets) {
      const slice = Math.min(now, Math.floor(counts.atMs / this.sliceMs));
      if (slice <= now - this.buckets.length) continue;
      const bucket = this.bucketOf(slice);
      for (const key of this.keys) bucket.counts[key] += counts[key];
    }
  }

  #requireStored(option: string, stored: unknown): StoredBucket<K>[] {
    const remedy = `give an array of what was exported: { atMs, ${this.keys.join(', ')} }, each at least 0.`;
    if (!Array.isArray(stored)) throw new OptionError(option, remedy, stored);
    for (const [at, bucket] of stored.entries()) {
      const counts = this.keys.map((key): unknown => bucket?.[key]);
      const sound =
        Number.isFinite(bucket?.atMs) &&
        bucket.atMs >= 0 &&
        counts.every((n) => Number.isSafeInteger(n) && Number(n) >= 0);
      if (!sound) throw new OptionError(`${option}[${at}]`, remedy, bucket);
    }
    return stored;
  }
}
