import type { SlotSettings } from '../settings.ts';
import { partOf, type RequestOrigin } from './split-meters.ts';

/** What is in flight of those that a limit counts together. */
export interface Slots {
  readonly settings: SlotSettings;
  inFlight: number;
  /** Called when nothing is in flight any more. */
  readonly onIdle?: () => void;
}

/** The limits of an account on what is in flight, beside its ceiling: one count for each that is counted apart. */
export class FurtherSlots {
  readonly #all: readonly { settings: SlotSettings; parts: Map<string, Slots> }[];

  constructor(all: readonly SlotSettings[]) {
    this.#all = all.map((settings) => ({ settings, parts: new Map() }));
  }

  /** Those that count a request. */
  of(origin: RequestOrigin): Slots[] {
    return this.#all.map(({ settings, parts }) => {
      const name = JSON.stringify(settings.splits.map((split) => partOf(split, settings, origin) ?? null));
      const known = parts.get(name);
      if (known !== undefined) return known;
      const slots = { settings, inFlight: 0, onIdle: () => parts.delete(name) };
      parts.set(name, slots);
      return slots;
    });
  }
}
