/**
 * Two turns of the event loop: then errors that nobody took have been told, and a connection
 * whose answer was read is free for the next call, which it is not before.
 */
export async function twoTurns(): Promise<void> {
  for (let turn = 0; turn < 2; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
