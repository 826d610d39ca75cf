/**
 * The first characters of a text, as a copy: V8 makes a slice a view into the long
 * text, which would keep all of that in memory.
 */
export function shortened(text: string, length: number): string {
  return text.length <= length ? text : Buffer.from(text.slice(0, length), 'utf16le').toString('utf16le');
}

/** `168 ms`, `2 s`, `12.4 s` */
export const duration = (ms: number): string => (ms < 1_000 ? `${ms} ms` : `${Math.round(ms / 100) / 10} s`);
