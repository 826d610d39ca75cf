import { expect, it } from 'vitest';
import { jsonOfResponse } from './json-of-response.ts';

const json = { 'content-type': 'application/json; charset=utf-8' };
const long = JSON.stringify('x'.repeat(70_000));

const inPieces = (...pieces: (string | Error)[]): ReadableStream<Uint8Array> =>
  new ReadableStream({
    pull(controller) {
      const piece = pieces.shift();
      if (piece === undefined) controller.close();
      else if (piece instanceof Error) controller.error(piece);
      else controller.enqueue(new TextEncoder().encode(piece));
    },
  });

it.each<[string, Response, unknown]>([
  ['an object', new Response('{"a":1}', { headers: json }), { a: 1 }],
  ['one of a type of its own', new Response('[1]', { headers: { 'content-type': 'application/problem+json' } }), [1]],
  ['pieces', new Response(inPieces('{"a"', ':"é"}'), { headers: json }), { a: 'é' }],
  ['text', new Response('{}', { headers: { 'content-type': 'text/plain' } }), undefined],
  ['events', new Response('{}', { headers: { 'content-type': 'text/event-stream' } }), undefined],
  ['no JSON', new Response('<p>', { headers: json }), undefined],
  ['nothing', new Response(null, { status: 204, headers: json }), undefined],
  ['what says that it is long', new Response('{}', { headers: { ...json, 'content-length': '65537' } }), undefined],
  ['what is long', new Response(long, { headers: json }), undefined],
])('reads %s', async (_what, response, value) => {
  const expected = await response.clone().text();
  expect(await jsonOfResponse(response)).toEqual(value);
  expect(response.bodyUsed).toBe(false);
  expect(await response.text()).toBe(expected);
});

it('leaves it to the caller to see a body break off', async () => {
  const response = new Response(inPieces('{', new Error('reset')), { headers: json });
  expect(await jsonOfResponse(response)).toBeUndefined();
  await expect(response.text()).rejects.toThrow('reset');
});
