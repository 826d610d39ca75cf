import { reply } from '../replies.ts';
import type { PageExchange } from './page-case.ts';

type Replies = Readonly<Record<string, Parameters<typeof reply>[0]>>;

/** Answers by the path of a run; what no path is given for gets 404. */
export const byPath =
  (replies: Replies) =>
  (exchange: PageExchange): Promise<void> =>
    reply(replies[exchange.path] ?? { status: 404, body: 'no such path' })(exchange);

/** What lets a page of any origin send anything, and read what is named. */
export const openTo = (...readable: string[]): Record<string, string> => ({
  'access-control-allow-origin': '*',
  'access-control-allow-methods': '*',
  'access-control-allow-headers': '*',
  ...(readable.length > 0 && { 'access-control-expose-headers': readable.join(', ') }),
});
