import { describe, expect, it } from 'vitest';
import { ReceivedResponse } from './received-response.ts';

const respond = (body: string, headers: Record<string, string> = {}) => ({
  status: 200,
  header: (name: string) => headers[name],
  headers: () => headers,
  body,
});

describe('ReceivedResponse', () => {
  it.each([
    ['{"a":1}', { a: 1 }],
    ['null', null],
    ['<html>', undefined],
    ['', undefined],
  ])('has the JSON of %j', (body, json) => {
    expect(new ReceivedResponse(respond(body)).json()).toEqual(json);
  });

  it('parses once', () => {
    const response = new ReceivedResponse(respond('{"a":1}'));
    expect(response.json()).toBe(response.json());
  });

  it.each([
    [{ 'x-request-id': 'a', 'request-id': 'b' }, 'a'],
    [{ 'request-id': 'b' }, 'b'],
    [{}, undefined],
  ])('of %j has the first id that is there', (headers: Record<string, string>, id) => {
    expect(new ReceivedResponse(respond('', headers), ['x-request-id', 'request-id']).requestId).toBe(id);
  });

  it('says where a transport reads text only', () => {
    expect(() => new ReceivedResponse(respond('a')).bytes()).toThrow('The transport reads text only.');
  });

  it('has no JSON while its body comes, and can end it', async () => {
    let ended = false;
    async function* pieces() {
      try {
        yield 'a';
        yield 'b';
      } finally {
        ended = true;
      }
    }
    const started = pieces();
    const response = new ReceivedResponse({ ...respond('{}'), pieces: started });
    expect(response.json()).toBeUndefined();
    await started.next();
    response.discard();
    await expect.poll(() => ended).toBe(true);
  });

  it('has the bytes that are there as one piece', async () => {
    const bytes = new Uint8Array([1, 2]);
    const got: Uint8Array[] = [];
    for await (const piece of new ReceivedResponse({ ...respond(''), bytes: () => bytes }).bytePieces())
      got.push(piece);
    expect(got).toEqual([bytes]);
  });
});
