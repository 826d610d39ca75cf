import { describe, expect, it } from 'vitest';
import { lookupOnLoopback } from './loopback-names.ts';

const told = (host: string, ...options: unknown[]): Promise<unknown[]> =>
  new Promise((resolve) => {
    const [first = (...answer: unknown[]) => resolve(answer)] = options;
    lookupOnLoopback(host, first, (...answer) => resolve(answer));
  });

describe('a name of the tests', () => {
  it.each(['localhost', 'web-platform.test', 'www1.web-platform.test', 'www2.www.not-web-platform.test'])(
    '%s is this machine',
    async (host) => {
      expect(await told(host)).toEqual([null, '127.0.0.1', 4]);
      expect(await told(host, {})).toEqual([null, '127.0.0.1', 4]);
      expect(await told(host, { all: true })).toEqual([null, [{ address: '127.0.0.1', family: 4 }]]);
    },
  );

  it.each(['nonexistent.web-platform.test', 'example.com', 'web-platform.test.example.com', 'myweb-platform.test'])(
    '%s is not',
    async (host) => {
      expect(await told(host, { all: true })).toEqual([expect.objectContaining({ code: 'ENOTFOUND' })]);
    },
  );
});
