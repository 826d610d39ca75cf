import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { repositoryFiles, root } from './files.fixture.ts';

const documents = repositoryFiles().filter((file) =>
  /^(?:README|CONTRIBUTING|toolkit\/README|docs\/.*)\.md$/.test(file),
);

const read = (file: string): Promise<string> => readFile(join(root, file), 'utf8');

/** The relative targets of links and pictures, except those in code. */
function relativeLinks(markdown: string): string[] {
  const prose = markdown.replace(/^```.*?^```/gms, '').replace(/`[^`\n]*`/g, '');
  const inline = [...prose.matchAll(/\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)/g)].map((match) => match[1] ?? '');
  const references = [...prose.matchAll(/^\[[^\]]+\]:\s+(\S+)/gm)].map((match) => match[1] ?? '');
  const html = [...prose.matchAll(/\b(?:src|href)="([^"]+)"/g)].map((match) => match[1] ?? '');
  return [...inline, ...references, ...html].filter((target) => !/^(?:[a-z]+:|#)/i.test(target));
}

describe('relativeLinks', () => {
  it.each<[string, string[]]>([
    ['[a](docs/a.md) and ![b](b.png "title")', ['docs/a.md', 'b.png']],
    ['[a](https://example.org/a) [b](#here) [c](mailto:a@example.org)', []],
    ['`[a](b.md)`\n```md\n[c](d.md)\n```\n', []],
    ['[a]: ./a.md\n<img src="p.svg">', ['./a.md', 'p.svg']],
    ['[a](a.md#part)', ['a.md#part']],
  ])('%s', (markdown, links) => {
    expect(relativeLinks(markdown)).toEqual(links);
  });
});

describe.each(documents)('%s', (document) => {
  it('links to nothing that is not there', async () => {
    const broken = relativeLinks(await read(document)).filter((target) => {
      const [path = ''] = target.split('#');
      return !existsSync(join(root, dirname(document), decodeURI(path)));
    });
    expect(broken).toEqual([]);
  });
});

describe('the TypeScript in the documents', () => {
  let folder: string;
  beforeAll(async () => {
    // Within the repository, so that packages resolve as they do for its own files; git ignores it.
    await mkdir(join(root, 'runs'), { recursive: true });
    folder = await mkdtemp(join(root, 'runs', 'snippets-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('type-checks', { timeout: 120_000 }, async () => {
    const config = { extends: '../../tsconfig.json', include: ['*.ts'], exclude: [] };
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config));
    const withSnippets = new Set<string>();
    for (const document of documents) {
      for (const [index, [, snippet]] of [...(await read(document)).matchAll(/^```ts\r?\n(.*?)^```/gms)].entries()) {
        withSnippets.add(document);
        // An export makes it a module, whatever else it holds.
        const file = `${document.replaceAll(/\W/g, '-')}-${index + 1}.ts`;
        await writeFile(join(folder, file), `${snippet}\nexport {};\n`);
      }
    }
    expect([...withSnippets]).toEqual(expect.arrayContaining(['README.md', 'docs/policies.md', 'toolkit/README.md']));
    const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    const output = await new Promise<string>((resolve) => {
      execFile(process.execPath, [tsc, '-p', folder, '--pretty', 'false'], (error, stdout, stderr) =>
        resolve(error === null ? '' : `${stdout}${stderr}${error.message}`),
      );
    });
    expect(output).toBe('');
  });
});
