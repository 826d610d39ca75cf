/** Milliseconds by one clock. */
export interface Span {
  fromMs: number;
  toMs: number;
}
