import type { BodyPieces } from './transport.ts';

/** A body's pieces as text. A character that two pieces share is put together. */
export async function* textPieces(pieces: BodyPieces): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder();
  for await (const piece of pieces) {
    yield typeof piece === 'string' ? piece : decoder.decode(piece, { stream: true });
  }
  const rest = decoder.decode();
  if (rest !== '') yield rest;
}

/** A body's pieces as bytes. */
export async function* bytePieces(pieces: BodyPieces): AsyncGenerator<Uint8Array, void, undefined> {
  const encoder = new TextEncoder();
  for await (const piece of pieces) yield typeof piece === 'string' ? encoder.encode(piece) : piece;
}
