import { foreignNames } from './foreign-names.ts';
import { type Node, syntaxOf } from './syntax.ts';

/**
 * Puts something in the place of the expression or statement that a seam marks: of the nodes that begin where the
 * marker ends, the outermost one.
 *
 * @param becomes `$&` stands for what was there
 * @throws Error where the seam marks neither, or where what is put there speaks of what the source names
 */
export function plantIn(source: string, seam: string, becomes: string): string {
  const { type, start, end } = markedNode(source, seam);
  const isStatement = type.endsWith('Statement');
  // So that it stays one, be it dropped or put after an if.
  const [before, after] = isStatement ? ['{', '}'] : ['(', ')'];
  const put = (was: string): string => before + becomes.replaceAll('$&', () => before + was + after) + after;
  const foreign = foreignNames(put(isStatement ? ';' : '0'));
  if (foreign.length > 0) throw new Error(`The bug at ${seam} speaks of the source's own ${foreign.join(', ')}.`);
  return source.slice(0, start) + put(source.slice(start, end)) + source.slice(end);
}

function markedNode(source: string, seam: string): Node {
  const { nodes, comments } = syntaxOf(source);
  const marker = comments.find(({ text }) => text === `seam: ${seam}`);
  if (marker === undefined) throw new Error(`There is no comment that is the seam ${seam}.`);
  const after = nodes.filter((node) => node.start >= marker.end);
  const start = Math.min(...after.map((node) => node.start));
  const outermost = after.find((node) => node.start === start);
  if (outermost !== undefined && /(?:Statement|Expression|Literal|Identifier)$/.test(outermost.type)) return outermost;
  throw new Error(`The seam ${seam} marks neither an expression nor a statement.`);
}
