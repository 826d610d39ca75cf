import { posix } from 'node:path';
import { called } from './house.ts';
import type { Table } from './table.ts';

const begin = '<!-- rooms: written by `npm run generate` out of lint/rooms.ts -->';
const end = '<!-- /rooms -->';

/**
 * The document with the table between its two marks.
 *
 * @throws Error if the marks are missing
 */
export function withRooms(document: string, table: Table): string {
  const [before, rest] = document.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error(`The document has no "${begin}" and "${end}".`);
  return `${before}${begin}\n\n${render(table)}\n\n${end}${after}`;
}

function render(table: Table): string {
  const packages = Object.entries(table).map(([folder, { what, on, supportOn = [], why }]) => {
    const more = supportOn.length === 0 ? '' : `; in tests also ${list(supportOn)}`;
    return [code(folder), what, list(on) + more, why];
  });
  return [
    grid(['package', 'what is in it', 'may import', 'why no further'], packages),
    ...Object.entries(table).flatMap(([folder, { rooms = {}, base = 'src', modules = [] }]) => {
      const parts: string[] = [];
      const rows = Object.entries(rooms).map(([name, { what, on, nothingBelow = false, byName = false, why }]) => {
        const allowed = list(on.map(called));
        return [
          code(called(name)),
          what,
          (nothingBelow ? `only ${allowed}` : allowed) + (byName ? ', by name' : ''),
          why,
        ];
      });
      const head = ['room', 'what is in it', 'stands on', 'why no further'];
      if (rows.length > 0)
        parts.push(`Rooms of ${code(posix.join(folder, base))}, from the top down:`, grid(head, rows));
      const outside = modules.map(({ module, in: where }) => [code(module), list(where)]);
      if (outside.length > 0) parts.push(grid(['module', 'imported in'], outside));
      return parts;
    }),
  ].join('\n\n');
}

const code = (text: string): string => `\`${text}\``;
const list = (names: readonly string[]): string => names.map(code).join(', ') || 'nothing';

function grid(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
