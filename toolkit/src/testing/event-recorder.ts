import type { EventSink, ResilienceEvent } from '../events.ts';

export type EventOf<K extends ResilienceEvent['type']> = Extract<ResilienceEvent, { type: K }>;

/** Records the events that were reported, in order. */
export class EventRecorder {
  readonly events: ResilienceEvent[] = [];
  readonly sink: EventSink = (event) => {
    this.events.push(event);
  };

  ofType<K extends ResilienceEvent['type']>(type: K): EventOf<K>[] {
    return this.events.filter((event): event is EventOf<K> => event.type === type);
  }
}
