type LookupDone = (
  error: NodeJS.ErrnoException | null,
  address?: string | { address: string; family: number }[],
  family?: number,
) => void;

const LOOPBACK = { address: '127.0.0.1', family: 4 };
/** The names that the tests' server is called by. Those below `nonexistent` must lead nowhere. */
const OURS = /^(?:localhost|(?!nonexistent\.)(?:[^.]+\.)*(?:not-)?web-platform\.test)$/;

/**
 * Answers as `dns.lookup` does: the names of the tests are this machine, and there are no others. So nobody need write
 * them down for the whole system, and no test reaches another machine.
 */
export function lookupOnLoopback(host: string, options: unknown, done?: LookupDone): void {
  const told = typeof options === 'function' ? (options as LookupDone) : done;
  const all = typeof options === 'object' && options !== null && 'all' in options && options.all === true;
  process.nextTick(() => {
    if (!OURS.test(host)) {
      told?.(Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND', syscall: 'getaddrinfo' }));
    } else if (all) told?.(null, [LOOPBACK]);
    else told?.(null, LOOPBACK.address, LOOPBACK.family);
  });
}
