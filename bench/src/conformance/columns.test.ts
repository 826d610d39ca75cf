import { expect, it } from 'vitest';
import { columns } from './columns.ts';

it('puts cells under each other, and leaves no space at the end', () => {
  const rows = [
    ['id', 'a', 'source'],
    ['longer', '', 'RFC'],
    ['x', 'yes', ''],
  ];
  expect(columns(rows, 80)).toEqual(['id      a    source', 'longer       RFC', 'x       yes']);
});

it('cuts the last cell where the line would be too wide', () => {
  expect(columns([['abc', '0123456789']], 11)).toEqual(['abc  01234…']);
  expect(columns([['abc', '0123456789']], 15)).toEqual(['abc  0123456789']);
});

it('colours what is padded already', () => {
  const seen: string[] = [];
  columns([['a', 'b'], ['long']], 80, (cell, row, column) => {
    seen.push(`${row},${column}:${cell}`);
    return cell;
  });
  expect(seen).toEqual(['0,0:a   ', '0,1:b', '1,0:long', '1,1:']);
});
