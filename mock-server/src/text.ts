/**
 * The first characters of a header, as a text of its own: V8 makes a slice of
 * a long text a view into it, which keeps the whole in memory.
 */
export function shortened(header: string, length: number): string {
  // What arrives in a header is one byte a character.
  return header.length <= length ? header : Buffer.from(header.slice(0, length), 'latin1').toString('latin1');
}
