/** What keeps a connection or an origin open in this process. */
const KINDS = ['TCPSocketWrap', 'TCPServerWrap', 'TCPWRAP', 'TCPSERVERWRAP', 'TLSWRAP', 'TLSWrap'];
const POLL_MS = 20;

/** How many sockets of this process are open. */
export const openSockets = (): number => process.getActiveResourcesInfo().filter((kind) => KINDS.includes(kind)).length;

/**
 * Waits until no more sockets are open than there were: clients learn of a connection's end a little later.
 * @returns how many are left beyond those
 */
export async function socketsLeft(before: number, atMostMs = 5_000): Promise<number> {
  const deadlineMs = performance.now() + atMostMs;
  while (openSockets() > before && performance.now() < deadlineMs) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return Math.max(0, openSockets() - before);
}
