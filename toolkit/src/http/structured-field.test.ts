import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runs } from '../../properties/runs.ts';
import { type BareItem, parseItemList } from './structured-field.ts';

const yes: BareItem = { type: 'boolean', value: true };
const integer = (value: number): BareItem => ({ type: 'integer', value });
const token = (value: string): BareItem => ({ type: 'token', value });
const string = (value: string): BareItem => ({ type: 'string', value });

type Read = [BareItem, Record<string, BareItem>?];

describe('parseItemList', () => {
  it.each<[section: string, text: string, items: Read[]]>([
    ['3.1', 'sugar, tea, rum', [[token('sugar')], [token('tea')], [token('rum')]]],
    ['3.1.2', '1;a;b=?0', [[integer(1), { a: yes, b: { type: 'boolean', value: false } }]]],
    ['3.1.2', 'abc;a=1;b=2; cde_456', [[token('abc'), { a: integer(1), b: integer(2), cde_456: yes }]]],
    ['3.3', '5; foo=bar', [[integer(5), { foo: token('bar') }]]],
    ['3.3.1', '42', [[integer(42)]]],
    ['3.3.1', '-999999999999999', [[integer(-999_999_999_999_999)]]],
    ['3.3.2', '4.5', [[{ type: 'decimal', value: 4.5 }]]],
    ['3.3.3', '"hello world"', [[string('hello world')]]],
    ['3.3.3', String.raw`"a \"b\" \\"`, [[string(String.raw`a "b" \ `.trim())]]],
    ['3.3.4', 'foo123/456', [[token('foo123/456')]]],
    ['3.3.5', ':cHJldGVuZA==:', [[{ type: 'bytes', value: 'cHJldGVuZA==' }]]],
    ['3.3.6', '?1', [[yes]]],
    ['3.3.7', '@1659578233', [[{ type: 'date', value: 1_659_578_233 }]]],
    ['3.3.8', '%"display to %c3%bc"', [[{ type: 'display-string', value: 'display to ü' }]]],
    ['4.2', '', []],
    ['4.2', '   ', []],
    ['4.2', '  1 ', [[integer(1)]]],
    ['4.2.1', '1 \t,\t 2', [[integer(1)], [integer(2)]]],
    ['4.2.3.2, the last of several', '1;a=1;a=2', [[integer(1), { a: integer(2) }]]],
    ['a separator inside a string', '"a, b;c=1";d=2', [[string('a, b;c=1'), { d: integer(2) }]]],
  ])('RFC 9651, %s: %j', (_section, text, items) => {
    const read = parseItemList(text)?.map(({ bare, params }) => [bare, Object.fromEntries(params)]);
    expect(read).toEqual(items.map(([bare, params = {}]) => [bare, params]));
  });

  it.each([
    ['a trailing comma', 'a, b,'],
    ['a trailing comma and a space', 'a, '],
    ['a leading comma', ', a'],
    ['an empty member', 'a,,b'],
    ['no comma', 'a b'],
    ['a tab at the start', '\ta'],
    ['an inner list', '(a b);q=1'],
    ['16 digits', '1000000000000000'],
    ['13 digits before the point', '1000000000000.5'],
    ['4 digits behind it', '1.2345'],
    ['none behind it', '1.'],
    ['two points', '1.5.5'],
    ['a lone sign', '-'],
    ['a plus', '+1'],
    ['a string without an end', '"abc'],
    ['an escape of anything else', String.raw`"a\n"`],
    ['a control character', '"a\u0007"'],
    ['what is not ASCII', '"ü"'],
    ['a key in capitals', 'a;Q=1'],
    ['a parameter without a name', 'a;=1'],
    ['a parameter without a value', 'a;q='],
    ['a space before the equals sign', 'a;q =1'],
    ['a space before the semicolon', 'a ;q=1'],
    ['a date with a fraction', '@1.5'],
    ['another boolean', '?2'],
    ['bytes without an end', ':YWJj'],
    ['hex in capitals', '%"%C3%BC"'],
    ['bytes that are not UTF-8', '%"%ff"'],
  ])('refuses %s', (_what, text) => {
    expect(parseItemList(text)).toBeUndefined();
  });

  it('never throws, whatever the text', () => {
    const near = fc.string({ unit: fc.constantFrom(...'a1-.;=,"\\:?@%( )*\tcü'.split('')), maxLength: 30 });
    fc.assert(
      fc.property(fc.oneof(near, fc.string({ unit: 'binary' })), (text) => {
        for (const { bare } of parseItemList(text) ?? []) {
          if (typeof bare.value === 'number') expect(Number.isFinite(bare.value)).toBe(true);
        }
      }),
      runs({ numRuns: 2_000 }),
    );
  });

  it('reads back whatever was written', () => {
    const printable = fc.string({ unit: fc.integer({ min: 32, max: 126 }).map((at) => String.fromCharCode(at)) });
    const quantity = fc.integer({ min: -999_999_999_999_999, max: 999_999_999_999_999 });
    const quote = (text: string): string => `"${text.replaceAll(/(["\\])/g, String.raw`\$1`)}"`;
    fc.assert(
      fc.property(fc.array(fc.record({ name: printable, q: quantity }), { minLength: 1 }), (policies) => {
        const text = policies.map(({ name, q }) => `${quote(name)};q=${q}`).join(', ');
        const read = parseItemList(text)?.map(({ bare, params }) => ({ name: bare.value, q: params.get('q')?.value }));
        expect(read).toEqual(policies);
      }),
      runs(),
    );
  });
});
