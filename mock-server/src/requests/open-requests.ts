import type { EventEmitter } from 'node:events';

const watched = new WeakMap<EventEmitter, Set<() => void>>();

/**
 * Calls `lost` when the socket closes before the returned function is called.
 * One listener a socket serves all its requests: the events of a request or a
 * response do not tell of a lost connection while it waits behind a pipelined
 * one, and then its slot would never be given back.
 */
export function onConnectionLost(socket: EventEmitter, lost: () => void): () => void {
  let waiting = watched.get(socket);
  if (waiting === undefined) {
    const all = new Set<() => void>();
    waiting = all;
    watched.set(socket, all);
    socket.once('close', () => {
      for (const tell of [...all]) tell();
    });
  }
  const listeners = waiting.add(lost);
  return () => listeners.delete(lost);
}
