import { describe, expect, it } from 'vitest';
import { credentialOf } from './credentials.ts';

const of = (headers: Record<string, string>, url = 'https://api.example.com/'): string =>
  credentialOf(new Headers(headers), new URL(url));

describe('credentialOf', () => {
  it.each(['authorization', 'x-api-key', 'api-key', 'x-goog-api-key', 'x-shopify-access-token'])(
    'tells requests apart by %s',
    (name) => {
      expect(of({ [name]: 'a' })).not.toBe(of({ [name]: 'b' }));
      expect(of({ [name]: 'a' })).toBe(of({ [name]: 'a', accept: 'text/plain', cookie: 'c' }));
      expect(of({ [name]: 'a' })).not.toBe(of({}));
    },
  );

  it('tells them apart by a parameter of the query, and by no other', () => {
    expect(of({}, 'https://a.b/?key=1')).not.toBe(of({}, 'https://a.b/?key=2'));
    expect(of({}, 'https://a.b/?page=1')).toBe(of({}, 'https://a.b/?page=2'));
  });

  it('goes by whose signature it is', () => {
    const signed = (id: string, signature: string): string =>
      of({ authorization: `AWS4-HMAC-SHA256 Credential=${id}/20260101/x/s3/aws4_request, Signature=${signature}` });
    expect(signed('AKIA1', 'a')).toBe(signed('AKIA1', 'b'));
    expect(signed('AKIA1', 'a')).not.toBe(signed('AKIA2', 'a'));
  });

  it('does not hold what it is of, and differs for many', () => {
    const all = Array.from({ length: 20_000 }, (_, at) => of({ authorization: `Bearer key-${at}` }));
    expect(new Set(all).size).toBe(20_000);
    expect(all.every((each) => each.length <= 11 && !each.includes('key-'))).toBe(true);
  });
});
