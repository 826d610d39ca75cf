import { describe, expect, it } from 'vitest';
import { readMeta } from './meta.ts';
import { needOf } from './skip.ts';

const need = (path: string, globals = ''): string | undefined =>
  needOf(path, readMeta(globals === '' ? '' : `// META: global=${globals}`));

describe('what is not run', () => {
  it.each([
    ['fetch/api/basic/status.h2.any.js', '', 'a server that speaks HTTP/2'],
    ['fetch/api/abort/cache.https.any.js', '', 'a secure page'],
    ['fetch/api/basic/keepalive.any.js', 'window', 'a window'],
    ['fetch/api/abort/worker.any.js', 'serviceworker', 'a service worker'],
    ['fetch/api/cors/cors-cookies.any.js', '', 'cookies that a browser keeps'],
  ])('%s, for %j, needs more', (path, globals, expected) => {
    expect(need(path, globals)).toBe(expected);
  });

  it.each(['', 'window,worker', 'window,dedicatedworker', 'sharedworker', 'default,!window'])(
    'is no file for %j',
    (globals) => {
      expect(need('fetch/api/headers/headers-basic.any.js', globals)).toBeUndefined();
    },
  );
});
