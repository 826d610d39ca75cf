import { AsyncLocalStorage } from 'node:async_hooks';
import type { FunctionSource } from './instrument.ts';

/** A call of a function that runs, or waits. */
export interface Frame {
  /** The function's number. */
  id: number;
  module: string;
  /** Whether it belongs to the walk. */
  walks: boolean;
  /** Whether it is a module that is being loaded. */
  topLevel: boolean;
  /** Whether it was made in this walk, and called by the event loop or by a function that the event loop woke. */
  woken: boolean;
}

export interface TracedFunction extends FunctionSource {
  module: string;
}

/** A function of one module was entered from another module, or from outside the walk. */
export interface Entry {
  /** The numbers of the calling function (null where that does not belong to the walk) and of the entered one. */
  from: number | null;
  to: number;
  /** Whether it was made in this walk, and handed to its caller. */
  handed: boolean;
  /** Whether its maker still waits for the caller, to which it handed it: it is called at once, like a loop's body. */
  atOnce: boolean;
}

export interface Trace {
  /** In the order in which they happened. */
  entries: Entry[];
  /** All functions that ran in the walk, with their numbers, in the order of their first runs. */
  ran: (TracedFunction & { id: number })[];
}

/** Follows which function runs, across awaits and yields. */
export class Tracer {
  readonly functions: TracedFunction[] = [];
  readonly #entries: Entry[] = [];
  readonly #ran = new Set<number>();
  readonly #inWalk = new AsyncLocalStorage<true>();
  #stack: Frame[] = [];
  #wholeProcess = false;
  #program = '';

  /** Runs a call; all that runs for it belongs to the walk, and nothing else does. */
  within<T>(call: () => T): T {
    return this.#inWalk.run(true, call);
  }

  /**
   * From now on everything that runs in this process belongs to the walk.
   *
   * @param program the module that the process was started with; what it does while it loads belongs to the walk, too
   */
  start(program = ''): void {
    this.#wholeProcess = true;
    this.#program = program;
  }

  stop(): void {
    this.#wholeProcess = false;
  }

  get trace(): Trace {
    return {
      entries: this.#entries,
      ran: [...this.#ran].map((id) => ({ id, ...(this.functions[id] as TracedFunction) })),
    };
  }

  enter(id: number, parent: Frame | null): Frame {
    const fn = this.functions[id] as TracedFunction;
    const caller = this.#stack.at(-1);
    const topLevel = fn.name === '(module)' && fn.module !== this.#program;
    // What a module does while it loads is no step of a walk.
    const loading = topLevel || this.#stack.some((frame) => frame.topLevel && !frame.walks);
    const walks = !loading && (this.#wholeProcess || this.#inWalk.getStore() === true);
    // Where the event loop calls it, its maker goes on in it, as after an `await`.
    const woken = parent?.walks === true && (caller === undefined || caller.woken);
    const frame = { id, module: fn.module, walks, topLevel, woken };
    if (walks) {
      this.#ran.add(id);
      if (!woken && caller?.module !== fn.module) {
        const handed = parent?.walks === true;
        const atOnce = handed && this.#stack.findLast(({ module }) => module !== caller?.module) === parent;
        this.#entries.push({ from: caller?.walks ? caller.id : null, to: id, handed, atOnce });
      }
    }
    this.#stack.push(frame);
    return frame;
  }

  leave(frame: Frame): void {
    const at = this.#stack.lastIndexOf(frame);
    if (at >= 0) this.#stack.length = at;
  }

  /** Called when a function begins to wait for what it awaits or yields. */
  away<T>(frame: Frame, value: T): T {
    this.leave(frame);
    return value;
  }

  /** Called when a function goes on after an `await`: nothing else runs then. */
  back<T>(frame: Frame, value: T): T {
    this.#stack = [frame];
    return value;
  }

  /** Called when a function goes on after a `yield`: the function that asked for the next value waits for it. */
  again<T>(frame: Frame, value: T): T {
    this.leave(frame);
    this.#stack.push(frame);
    return value;
  }

  /** Called in a `catch` or `finally`, since the function may have waited for what failed. */
  inside(frame: Frame): void {
    const at = this.#stack.lastIndexOf(frame);
    if (at >= 0) this.#stack.length = at + 1;
    else this.#stack = [frame];
  }

  /** Wraps the elements of a `for await`: the function waits for each of them. */
  each<T>(frame: Frame, elements: AsyncIterable<T> | Iterable<T | Promise<T>>): AsyncIterable<T> {
    return { [Symbol.asyncIterator]: () => this.#watched(frame, iterate(elements)) };
  }

  #watched<T>(frame: Frame, iterator: AsyncIterator<T>): AsyncIterator<T> {
    const next = (): Promise<IteratorResult<T>> => {
      const element = iterator.next();
      this.leave(frame);
      return element;
    };
    return iterator.return === undefined ? { next } : { next, return: (value) => (iterator.return as Ends<T>)(value) };
  }
}

type Ends<T> = (value?: unknown) => Promise<IteratorResult<T>>;

function iterate<T>(elements: AsyncIterable<T> | Iterable<T | Promise<T>>): AsyncIterator<T> {
  if (Symbol.asyncIterator in elements) {
    const iterator = elements[Symbol.asyncIterator]();
    return { next: () => iterator.next(), ...(iterator.return && { return: iterator.return.bind(iterator) }) };
  }
  const iterator = elements[Symbol.iterator]();
  return {
    next: async () => {
      const { done, value } = iterator.next();
      return { done, value: await value } as IteratorResult<T>;
    },
  };
}
