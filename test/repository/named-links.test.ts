import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from './files.fixture.ts';

interface Link {
  text: string;
  path: string;
}

const read = (file: string): string => readFileSync(join(root, file), 'utf8');

/** The links of a document, with paths relative to the root. */
function linksIn(file: string, markdown: string): Link[] {
  return [...markdown.matchAll(/\[([^\]]+)\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map(([, text = '', target = '']) => ({
    text,
    path: join(dirname(file), target),
  }));
}

/** The name in a link's text, if the text is one name in code and nothing else. */
const nameIn = ({ text }: Link): string | undefined => /^`([A-Za-z]\w*)`$/.exec(text)?.[1];

const exported = (source: string, name: string): boolean =>
  new RegExp(
    `^export (?:default )?(?:abstract )?(?:async )?(?:function\\*?|class|const|interface|type) ${name}\\b`,
    'm',
  ).test(source);

describe.each(['docs/architecture.md', 'docs/glossary.md', 'CONTRIBUTING.md'])('%s', (document) => {
  const links = linksIn(document, read(document));

  it('names things where they are exported', () => {
    const wrong = links.filter((link) => {
      const name = nameIn(link);
      if (name === undefined) return false;
      const file = join(root, link.path);
      return !link.path.endsWith('.ts') || !existsSync(file) || !exported(readFileSync(file, 'utf8'), name);
    });
    expect(wrong).toEqual([]);
  });

  it('leads to what is there', () => {
    expect(links.filter(({ path }) => !existsSync(join(root, path)))).toEqual([]);
  });
});

describe('"Where is ..." in docs/architecture.md', () => {
  const document = 'docs/architecture.md';
  const section =
    read(document)
      .split('\n## ')
      .find((part) => part.startsWith('Where is ...')) ?? '';
  const rows = section
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .slice(2)
    .map((line) => ({ asked: line.split('|')[1]?.trim() ?? '', links: linksIn(document, line) }));

  it.each([
    'what becomes of `Retry-After`',
    'the buckets behind a p99',
    'the queue before the bulkhead',
    'how a fault is added',
    'the alert on the error ratio',
    'the thresholds of k6',
  ])('answers: %s', (asked) => {
    expect(rows.map((row) => row.asked)).toContain(asked);
  });

  it('answers each in one step or two', () => {
    for (const { asked, links } of rows) expect([1, 2], asked).toContain(links.length);
  });
});
