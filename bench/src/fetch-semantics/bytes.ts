import { createHash } from 'node:crypto';

/** More text than this is told by its hash. */
const MOST_TEXT = 2_000;

/** Bytes as a report tells them: as text, else as Latin-1, which has a character for each; by a hash where they are many. */
export function lookOfBytes(bytes: Uint8Array): string {
  if (bytes.length > MOST_TEXT) {
    return `${bytes.length} bytes, SHA-256 ${createHash('sha256').update(bytes).digest('base64')}`;
  }
  const text = Buffer.from(bytes).toString();
  return Buffer.from(text).equals(bytes) ? text : `bytes ${Buffer.from(bytes).toString('latin1')}`;
}
