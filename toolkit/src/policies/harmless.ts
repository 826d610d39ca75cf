import type { Event } from 'cockatiel';
import { tell } from '../errors/tell.ts';

/** The same event, for listeners that may throw: the others are told all the same. */
export function harmless<T>(event: Event<T>): Event<T> {
  return (listener) => event((value) => tell(listener, value));
}
