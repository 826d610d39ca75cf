import { describe, expect, it } from 'vitest';
import { ReceivedResponse } from '../http/received-response.ts';
import { upstreamError } from './upstream-error.ts';

const respond = (status: number, body: unknown) =>
  new ReceivedResponse({
    status,
    header: () => undefined,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
const plain = (text: string): string => text;

describe('upstreamError', () => {
  it.each([
    [429, 'throttled', 'EVK_THROTTLED'],
    [503, 'transient', 'EVK_UPSTREAM_ERROR'],
    [529, 'overloaded', 'EVK_UPSTREAM_ERROR'],
    [429, 'quota', 'EVK_QUOTA_EXHAUSTED'],
    [400, 'permanent', 'EVK_UPSTREAM_REFUSED'],
    [302, 'permanent', 'EVK_UPSTREAM_REFUSED'],
    [501, 'permanent', 'EVK_UPSTREAM_ERROR'],
    [402, 'payment', 'EVK_UPSTREAM_REFUSED'],
  ] as const)('%d of class %s is %s', (status, resultClass, code) => {
    const error = upstreamError(respond(status, ''), resultClass, 1_500, plain);
    expect(error).toMatchObject({ code, status, retryAfterMs: 1_500 });
  });

  it.each([
    [{ error: { code: 'x', message: 'the words' } }, ': "the words".'],
    [{ error: 'the words', message: 'others' }, ': "the words".'],
    [{ message: 'the words' }, ': "the words".'],
    [{ error: { code: 5 } }, '.'],
    [{ error: null }, '.'],
    ['null', '.'],
    ['"text"', '.'],
    ['<html>', '.'],
    ['', '.'],
  ])('of the body %o says what it understands', (body, said) => {
    const { message } = upstreamError(respond(500, body), 'transient', undefined, plain);
    expect(message.startsWith(`The upstream answered 500${said} `)).toBe(true);
  });

  it('redacts before it cuts, so that no part of a key is left at the edge', () => {
    const body = { message: `${'x'.repeat(195)}nmb_secret and more` };
    const { message } = upstreamError(respond(500, body), 'transient', undefined, (text) =>
      text.replaceAll('nmb_secret', '[key]'),
    );
    expect(message).toContain(`${'x'.repeat(195)}[key]".`);
    expect(message).not.toContain('nmb_');
  });
});
