import { fieldOf } from './records.ts';

/** The errors in k6's log, which is JSON, a line each; without stack traces. */
export function errorsIn(log: string): string[] {
  return log.split('\n').flatMap((line) => {
    if (fieldOf(line, 'level') !== 'error') return [];
    const message = fieldOf(line, 'msg');
    return typeof message === 'string' ? [messageOnly(message)] : [];
  });
}

const messageOnly = (message: string): string => (message.split('\n')[0] ?? '').replace(/^(Uncaught )?Error: /, '');
