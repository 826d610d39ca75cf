import { expect, it } from 'vitest';
import { normalized } from './observation.ts';

it('calls servers by the order in which they were started', () => {
  const seen = { client: 'http://127.0.0.1:4711/a, localhost:47', server: ['127.0.0.1:47'], untaken: [] };
  expect(normalized(seen, [47, 4711])).toEqual({
    client: 'http://server-2/a, server-1',
    server: ['server-1'],
    untaken: [],
  });
});

it.each([
  ['----formdata-undici-012345678901', '----formdata-undici-098765432109'],
  ['----WebKitFormBoundary0123456789abcdef', '----WebKitFormBoundaryFEDCBA9876543210'],
])('keeps boundaries apart that differ in one run: %s', (one, other) => {
  expect(normalized({ client: [one, other, one], server: [], untaken: [] }, []).client).toEqual([
    'boundary-1',
    'boundary-2',
    'boundary-1',
  ]);
});

it('tells what JSON has no word for', () => {
  const client = { missing: undefined, bytes: new Uint8Array([1, 2]), error: new TypeError('bad') };
  expect(normalized({ client, server: [], untaken: [] }, []).client).toEqual({
    missing: '(undefined)',
    bytes: 'bytes: AQI=',
    error: { name: 'TypeError', kind: 'TypeError', message: 'bad' },
  });
});
