// `node lint/cli.ts` says what breaks the rules of lint/rooms.ts, and exits 1 if anything does. `node lint/cli.ts
// --write` writes the table into docs/architecture.md; `--check` compares the two.
import { readFileSync, writeFileSync } from 'node:fs';
import { wrongArrows } from './arrows.ts';
import { circles } from './circles.ts';
import { House } from './house.ts';
import { doubledNames } from './names.ts';
import { withRooms } from './page.ts';
import { table } from './rooms.ts';

const page = 'docs/architecture.md';

function judge(): boolean {
  const house = House.read(process.cwd(), table);
  const found = [...wrongArrows(house), ...circles(house), ...doubledNames(house)];
  for (const { file, line, message } of found) console.error(`${file}:${line} ${message}`);
  console.log(`${house.sources.size} files, ${found.length} wrong.`);
  return found.length === 0;
}

const before = process.argv.length > 2 ? readFileSync(page, 'utf8') : '';
switch (process.argv[2]) {
  case undefined:
    process.exitCode = judge() ? 0 : 1;
    break;
  case '--write':
    writeFileSync(page, withRooms(before, table));
    break;
  case '--check':
    if (before !== withRooms(before, table)) {
      console.error(`${page} is not as lint/rooms.ts has it: run npm run generate and commit it.`);
      process.exitCode = 1;
    }
    break;
  default:
    console.error(`${process.argv[2]} is no option: give --write, --check, or none.`);
    process.exitCode = 3;
}
