/** A span of time, in milliseconds by one clock. */
export interface Span {
  fromMs: number;
  toMs: number;
}
