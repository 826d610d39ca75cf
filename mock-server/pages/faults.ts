import { faults } from '../src/injection/catalogue.ts';
import { describeFault, listFaults } from '../src/injection/describe.ts';
import type { FieldSchema } from '../src/injection/fields.ts';

const begin = '<!-- faults: written by `npm run generate` out of src/faults -->';
const end = '<!-- /faults -->';

/**
 * Returns the document with the table of all faults between its two marks.
 * @throws Error where the marks are missing
 */
export function withFaults(document: string): string {
  const [before, rest] = document.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error(`The document has no "${begin}" and "${end}".`);
  return `${before}${begin}\n\n${table()}\n\n${end}${after}`;
}

function table(): string {
  const rows = listFaults().map(({ name, summary, operation, defaults }) => {
    const fields = Object.entries(faults.get(name)?.fields ?? {}).map(([field, schema]) => described(field, schema));
    const only = operation === null ? '' : ` (\`${operation}\` only)`;
    return [`\`${name}\``, summary + only, fields.join('; ') || 'none', describeFault(defaults)];
  });
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const head = ['fault', 'what it does', 'its own fields', 'by default in a load test'];
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** `` `status` 400 to 599, 503 unless given `` */
function described(name: string, schema: FieldSchema): string {
  const values = schema.type === 'string' ? schema.enum?.join(', ') : `${schema.minimum} to ${schema.maximum}`;
  const unlessGiven = schema.default === undefined ? '' : `, ${schema.default} unless given`;
  return `\`${name}\`${values === undefined ? '' : ` ${values}`}${schema.optional ? ' (optional)' : unlessGiven}`;
}
