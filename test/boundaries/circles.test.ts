import { describe, expect, it } from 'vitest';
import { circles } from '../../lint/circles.ts';
import { reach } from '../../lint/house.ts';
import { table } from '../../lint/rooms.ts';
import { caught, later, typeAt, typeOf, use } from './planted.fixture.ts';

describe('a circle of imports', () => {
  it.each<[of: string, link: (specifier: string) => string]>([
    ['values', use],
    ['types', typeOf],
    ['types in passing', typeAt],
    ['later imports', later],
  ])('is seen: of %s', (_of, link) => {
    const texts = {
      'mock-server/src/a.ts': link('./b.ts'),
      'mock-server/src/b.ts': link('./c.ts') + link('./a.ts'),
      'mock-server/src/c.ts': link('./a.ts'),
    };
    const ring = 'mock-server/src/a.ts > mock-server/src/b.ts > mock-server/src/a.ts';
    expect(caught(circles, texts)).toEqual([`mock-server/src/a.ts:1 stands in a circle of imports: ${ring}`]);
  });

  it('is seen across packages, and of a file with itself', () => {
    const face = 'toolkit/src/slo/index.ts';
    expect(caught(circles, { [face]: use('@evenkeel/dashboards') })).toHaveLength(1);
    expect(caught(circles, { 'bench/src/a.ts': use('./a.ts') })).toEqual([
      'bench/src/a.ts:1 stands in a circle of imports: bench/src/a.ts > bench/src/a.ts',
    ]);
  });

  it('is none where two lead to one', () => {
    const texts = {
      'bench/src/a.ts': use('./b.ts') + use('./c.ts'),
      'bench/src/b.ts': use('./c.ts'),
      'bench/src/c.ts': '',
    };
    expect(caught(circles, texts)).toEqual([]);
  });

  it('is allowed nowhere, also not in the table', () => {
    for (const { rooms = {} } of Object.values(table)) {
      for (const name of Object.keys(rooms)) {
        expect(rooms[name]?.on.filter((each) => rooms[each] === undefined)).toEqual([]);
        expect(reach(rooms, name)).not.toContain(name);
      }
    }
  });
});
