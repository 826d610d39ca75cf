import type { MishapKind } from './mishap.ts';

/** One request, as the upstream saw it. Instants in milliseconds by the clock of its process, which is the client's, too. */
export interface SdkAttempt {
  /** Its place in the journal, from 0. */
  id: number;
  call: number;
  /** When the client handed it to the network. NaN: nobody has told. */
  sentAtMs: number;
  /** When its head came. */
  atMs: number;
  answer: 'ok' | '429' | MishapKind;
  /** When its answer left, or its connection was reset; null where neither was. */
  answeredAtMs: number | null;
  /** How long its answer asks to wait; 0 where it does not. */
  toldMs: number;
  /** When the client had the head of the answer; null: never. */
  heardAtMs: number | null;
  /** Whether it does something that a repeat would do again. */
  effect: boolean;
  key: string | null;
  /** Whether it was done. One with the key of another that was done is answered, and not done. */
  done: boolean;
  /** Of a streamed answer: whether the caller had the first chunk before the last was written. */
  firstInTime: boolean | null;
}

/** What no client can know to have been done, or not. A 429 says that it was not. */
export const isAmbiguous = ({ answer }: Pick<SdkAttempt, 'answer'>): boolean => answer !== 'ok' && answer !== '429';
