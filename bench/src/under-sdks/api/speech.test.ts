import { expect, it } from 'vitest';
import { callIn, successBody, successEvents, understand, waitHint } from './speech.ts';

const request = (method: string, url: string, headers = {}) => ({ method, url, headers });
const plain = { streamed: false, effect: false, key: null };

it.each([
  [
    request('POST', '/v1/chat/completions'),
    '{"metadata":{"call":"7"},"stream":true}',
    { ...plain, tongue: 'openai', call: 7, streamed: true },
  ],
  [request('POST', '/v1/chat/completions'), '{"metadata":{"call":"0"}}', { ...plain, tongue: 'openai', call: 0 }],
  [
    request('POST', '/v1/charges', { 'idempotency-key': 'k' }),
    'amount=1&metadata[call]=12',
    { ...plain, tongue: 'stripe', call: 12, effect: true, key: 'k' },
  ],
  [request('GET', '/v1/charges/ch_3'), '', { ...plain, tongue: 'stripe', call: 3 }],
  [request('POST', '/v1/items'), '{"call":5}', { ...plain, tongue: 'json', call: 5, effect: true }],
  [request('GET', '/v1/items/9'), '', { ...plain, tongue: 'json', call: 9 }],
  [request('GET', '/v1/items/'), '', { ...plain, tongue: 'json', call: undefined }],
])('understands %j with %j', (asked, body, understood) => {
  expect(understand(asked, body)).toEqual(understood);
});

it('says in each form which call it answers', () => {
  expect(JSON.parse(successBody('json', 4))).toEqual({ call: 4 });
  expect(JSON.parse(successBody('stripe', 4))).toMatchObject({ id: 'ch_4', metadata: { call: '4' } });
  expect(callIn(JSON.parse(successBody('openai', 4)).choices[0].message.content)).toBe(4);
  const contents = successEvents(4)
    .join('')
    .split('\n\n')
    .filter((event) => event.startsWith('data: {'))
    .map((event) => JSON.parse(event.slice('data: '.length)).choices[0].delta.content);
  expect(callIn(contents.join(''))).toBe(4);
  expect(contents).toHaveLength(2);
});

it.each([undefined, null, '', 'call', 'call 4 and more'])('reads no call in %j', (content) => {
  expect(callIn(content)).toBeNaN();
});

it('asks to wait as each API does', () => {
  expect(waitHint('openai', 120.2)).toEqual({ headers: { 'retry-after-ms': '121' }, toldMs: 121 });
  expect(waitHint('stripe', 120.2)).toEqual({ headers: { 'retry-after': '1' }, toldMs: 1_000 });
});
