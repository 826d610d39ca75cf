import { formatDuration, HarnessFault } from '@evenkeel/tools/command-line';

/** One of our own processes on this machine that needs longer than this to answer hangs. */
const ANSWER_TIMEOUT_MS = 5_000;

export interface Answer {
  ok: boolean;
  status: number;
  text: string;
}

export interface Question extends Pick<RequestInit, 'method' | 'headers' | 'body'> {
  /** Who is asked, for people: "Prometheus". */
  who: string;
  url: string;
  /** Ends the wait, which then fails with the signal's reason. */
  signal: AbortSignal;
  /** Default 5 s. */
  atMostMs?: number;
}

/**
 * Asks one of our own processes, and reads the whole answer.
 * @throws HarnessFault when the answer takes too long.
 */
export async function ask({ who, url, signal, atMostMs = ANSWER_TIMEOUT_MS, ...init }: Question): Promise<Answer> {
  const late = AbortSignal.timeout(atMostMs);
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.any([signal, late]) });
    return { ok: response.ok, status: response.status, text: await response.text() };
  } catch (error) {
    if (signal.aborted || !late.aborted) throw error;
    throw new HarnessFault(`${who} did not answer within ${formatDuration(atMostMs)}.`);
  }
}
