import { describe, expect, it } from 'vitest';
import { runtimes } from './runtimes.fixture.ts';
import { URL as Shimmed } from './url.ts';

const plain = [
  'http://example.com',
  'http://example.com/',
  'HTTPS://API.Example.COM/V1/Infer',
  'https://api.example.com/v1/',
  'http://127.0.0.1:4010',
  'http://localhost:80/a',
  'https://localhost:443',
  'https://localhost:0443/a',
  'http://localhost:443',
  'http://localhost:',
  'http://localhost:0',
  'http://localhost:65535',
  'http://my_host-1.example.com./',
  'http://1host.2example',
  'http://user@host',
  'http://user:pa%20ss@host:81/a',
  'http://:secret@host',
  'http://user:@host',
  'http://@host',
  'http://:@host',
  'http://host/a%2Fb//c;d=e,f/@x:y',
  'http://host/a?b=c&d=%20',
  'http://host?',
  'http://host?b#c',
  'http://host#',
  'http://host/#frag?ment',
  'http://host/...',
  'http://host/a.b./c..d',
  'http://host/%',
];

const bad = [
  '',
  'example.com',
  '/v1/infer',
  'http://',
  'http:///?',
  'http://?q',
  'http://host:port',
  'http://host:65536',
  'http://host:-1',
  'http://a b',
  'http://1.2.3.256',
  'http://1.2.3.4.5',
  'http://[::1',
  'http://ho^st',
  'http://ho<st>',
  'http://host%',
];

/** The platform normalises these; the shim does not read them. */
const notPlain = [
  'ftp://host',
  'data:,x',
  'http:host',
  'http:\\\\host\\a',
  ' http://host',
  'http://host/a/../b',
  'http://host/./b',
  'http://host/%2e%2E/b',
  'http://host/a b',
  'http://host/ä',
  'http://hôst',
  'http://xn--hst-tla/',
  'http://[::1]:4010',
  'http://127.1',
  'http://0x7f.0.0.1',
  'http://127.0.0.1./',
  'http://host/?a b',
  "http://host/?a'b",
  'http://us^er@host',
];

describe.each(runtimes)('URL of %s', (_name, { URL }) => {
  const parts = (text: string) => {
    const { href, origin, protocol, username, password, host, hostname, port, pathname, search, hash } = new URL(text);
    return { href, origin, protocol, username, password, host, hostname, port, pathname, search, hash };
  };

  it.each(plain)('reads %s as the platform does', (text) => {
    const expected = new globalThis.URL(text);
    expect(URL.canParse(text)).toBe(true);
    expect(new URL(text)).toBeInstanceOf(URL);
    for (const [part, value] of Object.entries(parts(text))) {
      expect([part, value]).toEqual([part, expected[part as keyof typeof expected]]);
    }
    expect(String(new URL(text))).toBe(expected.href);
    expect(JSON.stringify(new URL(text))).toBe(JSON.stringify(expected.href));
  });

  it.each(bad)('refuses "%s"', (text) => {
    expect(URL.canParse(text)).toBe(false);
    expect(() => new URL(text)).toThrow(TypeError);
    expect(() => new URL(text)).toThrow('Invalid URL');
  });
});

describe('the shim', () => {
  it.each(notPlain)('leaves "%s" unread, which the platform would change', (text) => {
    expect(globalThis.URL.canParse(text)).toBe(true);
    expect(Shimmed.canParse(text)).toBe(false);
  });

  it('takes no base, and no change', () => {
    expect(Shimmed.canParse('http://host', 'http://base')).toBe(false);
    const url = new Shimmed('http://host/a') as { pathname: string };
    expect(() => {
      url.pathname = '/b';
    }).toThrow(TypeError);
  });

  it('does not repeat what may hold a password', () => {
    expect(() => new Shimmed('http://user:hunter2@ho st')).toThrow(/^(?!.*hunter2)/);
  });
});
