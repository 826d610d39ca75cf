import { describe, expect, it } from 'vitest';
import { caseOf, rowOf } from './run.fixture.ts';
import { caseTable, peersReasons, reasonLines, WIDTH } from './table.ts';

const plain = (_: string, text: string): string => text;
const names = ['evenkeel', 'cockatiel', 'p-retry+p-limit', 'undici RetryAgent'];
const first = rowOf(caseOf('hint-date'), {
  evenkeel: '+',
  cockatiel: 'it came 3 ms later',
  'p-retry+p-limit': 'too early',
  'undici RetryAgent': '+',
});
const second = rowOf(caseOf('late-failure', { trap: 8, source: `cockatiel, trap 8; ${'and so on '.repeat(20)}` }), {
  evenkeel: '+',
  cockatiel: 'state: "open"',
  'p-retry+p-limit': '-',
  'undici RetryAgent': '-',
});
const rooms = [
  { name: 'hints', rows: [first] },
  { name: 'breaker', rows: [second] },
];

describe('table', () => {
  const lines = caseTable(rooms, names, plain);

  it('has a line a case under the name of its room', () => {
    expect(lines.map((line) => line.split(/ {2,}/)[0] || line.trim().split(' ')[0])).toEqual([
      'evenkeel',
      'p-limit',
      'hints',
      'hint-date',
      'breaker',
      'late-failure',
      'passed/applicable',
    ]);
  });

  it('has a column a contestant, its name over two lines where it is long', () => {
    expect(lines[0]).toMatch(/^ +evenkeel {2}cockatiel {2}p-retry\+ {2}undici {6}trap {2}source$/);
    expect(lines[1]).toMatch(/^ +p-limit {3}RetryAgent$/);
    const at = (lines[0] as string).indexOf('cockatiel');
    expect(lines[3]?.at(at)).toBe('✗');
    expect(lines[6]?.slice(at)).toMatch(/^0\/2/);
  });

  it('marks what passed, failed, and does not apply', () => {
    expect(lines[3]).toMatch(/^ {2}hint-date +✓ +✗ +✗ +✓ +RFC 9110, 10\.2\.3$/);
    expect(lines[5]).toMatch(/^ {2}late-failure +✓ +✗ +– +– +8 +cockatiel, trap 8; /);
    expect(lines[6]).toMatch(/^passed\/applicable +2\/2 +0\/2 +0\/1 +1\/1$/);
  });

  it('is not wider than it may be, however long a source is', () => {
    expect(Math.max(...lines.map((line) => line.length))).toBe(WIDTH);
    expect(lines[5]).toMatch(/…$/);
  });

  it('colours the marks only', () => {
    const painted = caseTable(rooms, names, (colour, text) => (text.trim() === '' ? text : `<${colour}>${text}`));
    expect(painted[2]).toBe('<bold>hints');
    expect(painted[3]).toMatch(/^ {2}hint-date +<green>✓ +<red>✗ +<red>✗ +<green>✓ +<dim>RFC/);
  });
});

describe('peersReasons', () => {
  it('has each failure but ours, by contestant', () => {
    const ours = rowOf(caseOf('x'), { evenkeel: 'bad', cockatiel: '+' });
    expect(peersReasons([first, second, ours], names, plain)).toEqual([
      '✗ cockatiel fails hint-date: it came 3 ms later',
      '✗ cockatiel fails late-failure: state: "open"',
      '✗ p-retry+p-limit fails hint-date: too early',
    ]);
  });
});

describe('reasonLines', () => {
  it('tells what fails from what could not be judged', () => {
    const reasons = [
      { verdict: 'FAIL', text: 'this fails' },
      { verdict: 'INCONCLUSIVE', text: 'this is not known' },
    ] as const;
    expect(reasonLines(reasons, plain)).toEqual(['✗ this fails', '? this is not known']);
  });
});
