import { describe, expect, it } from 'vitest';
import { defineProvider } from '../contract/define.ts';
import { routesOf } from './operation-routes.ts';

const contract = defineProvider({
  name: 'files',
  operations: {
    any: { method: 'GET', path: '/{+path}' },
    list: { method: 'GET', path: '/v1/files' },
    file: { method: 'GET', path: '/v1/files/{id}' },
    content: { method: 'GET', path: '/v1/files/{id}/content' },
    dotted: { method: 'GET', path: '/v1/files.json' },
    upload: { method: 'POST', path: '/v1/files' },
  },
});

describe('the operation of a request', () => {
  it.each<[string, string, string | undefined, Record<string, string>]>([
    ['GET', '/v1/files', 'list', {}],
    ['POST', '/v1/files', 'upload', {}],
    ['GET', '/v1/files/a%20b', 'file', { id: 'a b' }],
    ['GET', '/v1/files/7/content', 'content', { id: '7' }],
    ['GET', '/v1/files/7/pages', 'any', { path: 'v1/files/7/pages' }],
    ['GET', '/v1/files.json', 'dotted', {}],
    ['GET', '/v1/filesxjson', 'any', { path: 'v1/filesxjson' }],
    ['GET', '/v1/files/%zz', 'file', { id: '%zz' }],
    // A base URL with a path.
    ['POST', '/proxy/v1/files', 'upload', {}],
    ['DELETE', '/v1/files', undefined, {}],
  ])('%s %s is %s', (method, path, name, params) => {
    const found = routesOf(contract)(method, path);
    expect(found?.route.name).toBe(name);
    if (found !== undefined) expect(found.params).toEqual(params);
  });

  it.each<[number, boolean]>([
    [200, true],
    [429, true],
    [404, false],
  ])('reads the body of a %i only where the contract does: %s', (status, reads) => {
    const reading = defineProvider({
      name: 'bodies',
      operations: { chat: { method: 'POST', path: '/chat' } },
      limits: [{ kind: 'bucket', unit: 'tokens', amount: 100, refillPerSecond: 10 }],
      rules: [{ status: 429, body: { path: 'error.type', equals: 'quota' }, class: 'quota', retry: false }, 'defaults'],
    });
    expect(routesOf(reading)('POST', '/chat')?.route.readsBody(status)).toBe(reads);
    expect(routesOf(contract)('GET', '/v1/files')?.route.readsBody(status)).toBe(false);
  });
});
