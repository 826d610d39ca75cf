import type { FastifyInstance } from 'fastify';

const isLoopback = (address: string): boolean =>
  address === '::1' || /^(::ffff:)?127\./.test(address) || address === 'localhost';

/** Warns, once the server listens, where other machines can use keys that everybody knows. */
export function warnOfLocalKeys(app: FastifyInstance): void {
  app.addHook('onListen', async () => {
    const addresses = app.addresses().flatMap((at) => (typeof at === 'string' ? [] : [at.address]));
    const open = addresses.filter((address) => !isLoopback(address));
    if (open.length === 0) return;
    process.emitWarning(
      `The keys for local use, which everybody knows, work for whoever reaches ${open.join(', ')}. ` +
        'Listen on loopback, give keys of your own, or revoke these by the admin API.',
      { code: 'EVK_MOCK_LOCAL_KEYS' },
    );
  });
}
