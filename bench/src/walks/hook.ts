/** Loaded before a walk's program: it instruments every module of the tree, so that the tracer is told what runs. */
import { writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { instrument } from './instrument.ts';
import { Tracer } from './tracer.ts';

const { WALK_TREE: tree = '', WALK_TRACE: out = '', WALK_WHOLE: whole } = process.env;
// Processes that this one starts are not part of the walk.
for (const name of ['WALK_TREE', 'WALK_TRACE', 'WALK_WHOLE']) delete process.env[name];
process.execArgv.length = 0;
process.execArgv.push('-C', 'source');

const tracer = new Tracer();
Object.assign(globalThis, { $walk: tracer });
const root = pathToFileURL(tree + sep).href;

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    if (!url.startsWith(root) || !url.endsWith('.ts')) return loaded;
    const file = relative(tree, fileURLToPath(url));
    if (file.startsWith('bench') || file.includes('node_modules')) return loaded;
    const { source, functions } = instrument(file, String(loaded.source), tracer.functions.length);
    tracer.functions.push(...functions.map((fn) => ({ ...fn, module: file })));
    return { ...loaded, source };
  },
});

if (whole !== undefined) tracer.start(relative(tree, process.argv[1] ?? ''));
process.on('exit', () => writeFileSync(out, JSON.stringify(tracer.trace)));
