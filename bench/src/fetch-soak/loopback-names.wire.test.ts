import dns from 'node:dns';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { LoopbackNames } from './loopback-names.ts';

it('leads any name that ends so to one server, and holds it where it is told to', async () => {
  const system = dns.lookup;
  const server = createServer((request, response) => response.end(request.headers.host));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  {
    using names = new LoopbackNames();
    for (const name of ['a', 'b']) {
      const host = `${name}.soak.test:${port}`;
      expect(await (await fetch(`http://${host}`)).text()).toBe(host);
    }
    names.hold();
    const call = fetch(`http://c.soak.test:${port}`);
    await expect.poll(() => names.held).toBe(1);
    names.answer();
    expect(await (await call).text()).toBe(`c.soak.test:${port}`);
  }
  expect(dns.lookup).toBe(system);
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
