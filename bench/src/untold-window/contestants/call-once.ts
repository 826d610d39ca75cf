import { CALLS_PATH } from '../window-server.ts';

/** Retries of each peer. By most of their defaults calls would be lost, and their times not be comparable. */
export const PEER_RETRIES = 10;
/** What peers have in flight where they limit that, as their readmes' examples do. */
export const PEER_CONCURRENCY = 10;

/** An answer that is no success. */
export class NotDone extends Error {
  /** How long it asks to wait; undefined where it asks for nothing. */
  readonly waitMs: number | undefined;

  constructor({ status, headers }: Response) {
    super(`The answer is ${status}.`);
    const seconds = headers.get('retry-after');
    this.waitMs = seconds === null ? undefined : Number(seconds) * 1_000;
  }
}

export const addressOf = (url: string, call: number): string => `${url}${CALLS_PATH}${call}`;

/** Reads an answer to its end, so that its connection serves others. @throws NotDone if it is no success */
export async function readDone(response: Response): Promise<void> {
  await response.text();
  if (!response.ok) throw new NotDone(response);
}

/** Makes a call by plain fetch, once. @throws NotDone */
export async function callOnce(url: string, call: number): Promise<void> {
  await readDone(await fetch(addressOf(url, call)));
}
