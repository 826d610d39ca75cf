import { describe, expect, it } from 'vitest';
import { plantIn } from './plant-in.ts';

const at = (place: string): string => place.replace('@', '/* seam: here */');

describe('plantIn', () => {
  it.each([
    ['a condition', 'if (@ a.#b < c && d) go();', 'false', 'if (@ (false)) go();'],
    ['the right side of one', 'if (a || @ b && c) go();', '!$&', 'if (a || @ (!(b && c))) go();'],
    ['an operand', 'const x = y < @ this.z;', '$& - 1', 'const x = y < @ ((this.z) - 1);'],
    [
      'a whole that begins with what is in brackets',
      'const x: number = @ (a + b) * c;',
      '0',
      'const x: number = @ (0);',
    ],
    ['a literal', "const x = a ? b : @ 'ignored';", 'undefined', 'const x = a ? b : @ (undefined);'],
    ['an argument', 'f(a, @ b as string);', '[$&]', 'f(a, @ ([(b as string)]));'],
    ['what an arrow returns', 'const f = () => @ g();', 'void $&', 'const f = () => @ (void (g()));'],
    ['a statement', 'if (a) @ go(b); return;', '', 'if (a) @ {} return;'],
    ['a statement, and more', '@ go(b);', '$& throw new Error();', '@ {{go(b);} throw new Error();}'],
    ['what follows another comment', '@ // Why.\ngo(b);', '', '@ // Why.\n{}'],
  ])('puts something in the place of %s', (_, source, becomes, planted) => {
    const within = (text: string): string => `class Any { #b = 0; f() { ${at(text)} } }`;
    expect(plantIn(within(source), 'here', becomes)).toBe(within(planted));
  });

  it('takes what was there as it is', () => {
    expect(plantIn(at("const x = @ '$&';"), 'here', '[$&, $&]')).toBe(at("const x = @ ([('$&'), ('$&')]);"));
  });

  it.each(['const @ x = 1;', '@ const x = 1;', 'const x = { @ y: 1 };', 'const x = 1; @'])(
    'refuses a seam that marks neither an expression nor a statement: %s',
    (source) => {
      const refusal = 'The seam here marks neither an expression nor a statement.';
      expect(() => plantIn(at(source), 'here', '0')).toThrow(refusal);
    },
  );

  it('refuses what is only in a text', () => {
    expect(() => plantIn(`const x = '${at('@')}';`, 'here', '0')).toThrow('There is no comment that is the seam here.');
  });

  it('refuses what speaks of the source', () => {
    const refusal = "The bug at here speaks of the source's own a, this.";
    expect(() => plantIn(at('const x = @ a;'), 'here', '$& + a + this.b')).toThrow(refusal);
  });
});
