import type { EventSink, ResilienceEvent } from '../events.ts';

/** The methods of a Pino logger that are used; any logger that has them will do. */
export interface EventLogger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

type Level = keyof EventLogger;

/** What an operator must see is a warning; what explains it is info; what happens all the time is debug. */
function levelOf(event: ResilienceEvent): Level {
  switch (event.type) {
    case 'breaker-changed':
    case 'gate-closed':
    case 'retries-exhausted':
    case 'coordination-degraded':
    case 'pause-shared':
    case 'client-paused':
    case 'client-resumed':
    case 'budget-exceeded':
    case 'contract-drift':
      return 'warn';
    case 'call-ended':
      return event.outcome === 'error' || event.outcome === 'rejected' ? 'warn' : 'debug';
    case 'retry-scheduled':
    case 'rate-limited':
    case 'hint-ignored':
    case 'job-started':
    case 'job-ended':
    case 'client-opened':
    case 'client-closed':
    case 'limits-changed':
      return 'info';
    default:
      return 'debug';
  }
}

/** Logs every event by its type, with the event's own fields. They hold no key, no header and no body. */
export function createLogSink(logger: EventLogger): EventSink {
  return (event) => logger[levelOf(event)](event, event.type);
}
