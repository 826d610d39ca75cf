import { describe, expect, it } from 'vitest';
import { withRooms } from '../../lint/page.ts';
import { table } from '../../lint/rooms.ts';

describe('the table in a document', () => {
  const document = (text: string): string =>
    `# A\n<!-- rooms: written by \`npm run generate\` out of lint/rooms.ts -->${text}<!-- /rooms -->\nz\n`;

  it('stands between its marks, and leaves the rest', () => {
    const written = withRooms(document('stale words'), table);
    expect(written).toContain('| `policies/` |');
    expect(written).not.toContain('stale words');
    expect(written.startsWith('# A\n')).toBe(true);
    expect(written.endsWith('\nz\n')).toBe(true);
    expect(withRooms(written, table)).toBe(written);
  });

  it('needs its marks', () => {
    expect(() => withRooms('# A\n', table)).toThrow('The document has no');
  });
});
