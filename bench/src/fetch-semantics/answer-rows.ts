import type { FetchBugName } from './bugs.ts';
import type { FetchCase } from './fetch-case.ts';
import { reply } from './replies.ts';

/** A case of a response: what it is, and what is read of it. */
export type AnswerRow = [
  name: string,
  holds: string,
  bug: FetchBugName,
  answer: Parameters<typeof reply>[0],
  read: (response: Response) => Promise<unknown>,
];

/** A case for each row, called by its name behind `response-`. */
export const answerCases = (rows: readonly AnswerRow[]): FetchCase[] =>
  rows.map(([name, holds, bug, answer, read]) => ({
    name: `response-${name}`,
    holds,
    bug,
    async observe(fetch, server) {
      const url = await server.http(reply(answer));
      return read(await fetch(`${url}/path?query`));
    },
  }));
