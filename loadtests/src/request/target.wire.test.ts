import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { capped, MAX_FOREIGN_PER_SECOND, rateCap, reach } from './target.ts';

describe('rateCap', () => {
  it.each(['http://127.0.0.1:3000', 'http://127.8.8.8', 'http://localhost:1', 'http://[::1]:3000'])(
    'is none for %s',
    (target) => {
      expect(rateCap(target, [])).toBeNull();
    },
  );

  it('holds for an allowed host', () => {
    expect(rateCap('https://staging.example', ['staging.example'])).toBe(MAX_FOREIGN_PER_SECOND);
  });

  it.each(['https://staging.example', 'http://127.0.0.1.example', 'http://10.0.0.1'])('refuses %s', (target) => {
    expect(() => rateCap(target, ['other.example'])).toThrow('is not loopback; allow it with --allow-host');
  });
});

describe('capped', () => {
  it('slows a rate', () => {
    expect(capped({ kind: 'rate', perSecond: 200, durationMs: 1, vus: 1 }, 50)).toMatchObject({ perSecond: 50 });
    expect(capped({ kind: 'rate', perSecond: 20, durationMs: 1, vus: 1 }, 50)).toMatchObject({ perSecond: 20 });
  });

  it('parts batches', () => {
    expect(capped({ kind: 'batches', size: 500, warmUp: 1, measured: 1 }, 50)).toMatchObject({ pauseMs: 10_000 });
  });

  it('leaves alone what a script decides for itself', () => {
    const load = { kind: 'own', calls: 1, durationMs: 1 } as const;
    expect(capped(load, 50)).toBe(load);
  });
});

describe('reach', () => {
  it('takes any answer', async () => {
    const server = createServer((_, response) => response.writeHead(404).end()).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    await expect(reach(`http://127.0.0.1:${port}`)).resolves.toBeUndefined();
    await new Promise((resolve) => server.close(resolve));
    await expect(reach(`http://127.0.0.1:${port}`)).rejects.toThrow(
      "can't be reached (ECONNREFUSED); start it, or correct the URL.",
    );
  });
});
