import { expect, it } from 'vitest';
import { replaceIn } from './replace-in.ts';

const bug = { file: 'toolkit/src/x.ts', find: 'a < b', replace: 'a <= b' };

it('replaces the one place', () => {
  expect(replaceIn(bug, 'if (a < b) return;')).toBe('if (a <= b) return;');
});

it('takes the replacement as it is', () => {
  expect(replaceIn({ ...bug, replace: "'$&'" }, 'if (a < b) return;')).toBe("if ('$&') return;");
});

it.each([
  ['0 times', 'if (a > b) return;'],
  ['2 times', 'if (a < b) return a < b;'],
])('refuses a text that is there %s', (count, source) => {
  expect(() => replaceIn(bug, source)).toThrow(
    `toolkit/src/x.ts has the bug's text ${count}, and must have it once: a < b`,
  );
});
