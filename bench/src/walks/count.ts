import type { Trace, TracedFunction } from './tracer.ts';

/** A module of a walk, or another package that it calls. */
export interface Step {
  /** A path in the tree, or a package's name. */
  name: string;
  /**
   * `station`: it calls a module that calls further ones. `tool`: it calls no module, or only modules that call none.
   * `package`: another package, which counts as one step.
   */
  kind: 'station' | 'tool' | 'package';
  /** The ways in: which function called, and which one began. A way counts once, however often it is taken. */
  entries: { by: string; began: string }[];
  forwards: boolean;
  lines: number;
}

type Functions = ReadonlyMap<number, TracedFunction>;

/**
 * A trace's modules, in the order in which they were first entered.
 *
 * @param own the folders of the walk's own package; outside of them each package counts as one step
 * @param linesOf how many lines a module's file has
 */
export function stepsOf(trace: Trace, own: readonly string[], linesOf: (module: string) => number): Step[] {
  const functions: Functions = new Map(trace.ran.map((fn) => [fn.id, fn]));
  const nameOf = (module: string): string =>
    own.some((folder) => module.startsWith(`${folder}/`)) ? module : packageOf(module);
  const calls = callsOf(trace, functions, nameOf);
  const kindOf = (name: string): Step['kind'] => {
    if (!name.endsWith('.ts')) return 'package';
    const callsFurther = [...(calls.get(name) ?? [])].some((called) => (calls.get(called)?.size ?? 0) > 0);
    return callsFurther ? 'station' : 'tool';
  };
  const names = new Set(trace.ran.map(({ module }) => nameOf(module)));
  return [...names].map((name) => {
    const ran = trace.ran.filter(({ module }) => nameOf(module) === name);
    const kind = kindOf(name);
    return {
      name,
      kind,
      entries: entriesOf(name, trace, functions, nameOf, kindOf),
      forwards: kind !== 'package' && onlyForwards(ran, trace, functions),
      lines: kind === 'package' ? 0 : linesOf(name),
    };
  });
}

function packageOf(module: string): string {
  const [first = '', second = ''] = module.split('/');
  return first === 'examples' ? `${first}/${second}` : first;
}

/** The modules that each module calls. */
function callsOf(trace: Trace, functions: Functions, nameOf: (module: string) => string): Map<string, Set<string>> {
  const calls = new Map<string, Set<string>>();
  for (const { from, to, handed } of trace.entries) {
    const [caller, called] = [functions.get(from ?? -1), functions.get(to)];
    // Calling a function that the module was handed does not count as going on.
    if (handed || caller === undefined || called === undefined) continue;
    const [by, name] = [nameOf(caller.module), nameOf(called.module)];
    if (by !== name) calls.set(by, (calls.get(by) ?? new Set()).add(name));
  }
  return calls;
}

/** A walk does not enter a module by only reading a field, nor by making an object that it may enter later. */
const stays = ({ shape }: TracedFunction): boolean => shape === 'plain' || shape === 'makes';

function entriesOf(
  name: string,
  trace: Trace,
  functions: Functions,
  nameOf: (module: string) => string,
  kindOf: (name: string) => Step['kind'],
): Step['entries'] {
  const entries = new Map<string, Step['entries'][number]>();
  for (const { from, to, atOnce } of trace.entries) {
    const [caller, began] = [functions.get(from ?? -1), functions.get(to)];
    if (began === undefined || nameOf(began.module) !== name || stays(began)) continue;
    const callerName = caller && nameOf(caller.module);
    if (callerName === name || (atOnce && callerName !== undefined && kindOf(callerName) === 'tool')) continue;
    const by = caller === undefined ? '' : `${caller.module}:${caller.line} ${caller.name}`;
    const way = `${caller?.outermost} ${began.outermost}`;
    if (!entries.has(way)) entries.set(way, { by, began: `${began.name}:${began.line}` });
  }
  return [...entries.values()];
}

/** Whether all of a module's functions that did anything only called another module, with nothing added. */
function onlyForwards(ran: Trace['ran'], trace: Trace, functions: Functions): boolean {
  const did = ran.filter(({ shape }) => shape !== 'plain');
  const callsOut = (id: number): boolean =>
    trace.entries.some(({ from, to }) => from === id && functions.get(to)?.module !== functions.get(id)?.module);
  return did.length > 0 && did.every(({ id, shape }) => shape === 'forwards' && callsOut(id));
}
