import { expect, test } from 'vitest';
import { listFaults } from '../src/injection/describe.ts';
import { withFaults } from './faults.ts';

const document = (text: string): string =>
  `# A\n<!-- faults: written by \`npm run generate\` out of src/faults -->${text}<!-- /faults -->\nz\n`;

test('the table stands between its marks, a fault a row, and leaves the rest', () => {
  const written = withFaults(document('stale words'));
  for (const { name, summary } of listFaults()) expect(written).toContain(`| \`${name}\` | ${summary}`);
  expect(written).toContain('`status` 400 to 599, 503 unless given; `retryAfterMs` 0 to 3600000 (optional)');
  expect(written).not.toContain('stale words');
  expect(written.startsWith('# A\n')).toBe(true);
  expect(written.endsWith('\nz\n')).toBe(true);
  expect(withFaults(written)).toBe(written);
});

test('it needs its marks', () => {
  expect(() => withFaults('# A\n')).toThrow('The document has no');
});
