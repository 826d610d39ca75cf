import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Way } from './tool.ts';

/**
 * Puts what a way makes into `.tools/`, whole or not at all, and returns its folder there. The program is made in a
 * folder of its own and put in place by a rename, so an interruption leaves nothing that could be taken for it. The
 * next run removes what was left behind.
 */
export async function keep(tools: string, bundle: string, way: Way): Promise<string> {
  const prefix = `.partial-${bundle}-`;
  await mkdir(tools, { recursive: true });
  for (const name of await readdir(tools)) {
    if (name.startsWith(prefix)) await rm(join(tools, name), { recursive: true, force: true });
  }
  const partial = await mkdtemp(join(tools, prefix));
  try {
    const { folder, name } = await way.make(partial);
    const kept = join(tools, name);
    // What is there is unusable, or another process has just put it there: ours is as good.
    await rm(kept, { recursive: true, force: true });
    await rename(folder, kept);
    return kept;
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}
