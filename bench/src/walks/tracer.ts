import { AsyncLocalStorage } from 'node:async_hooks';
import type { FunctionSource } from './instrument.ts';

/** A function that runs, or waits. */
export interface Frame {
  /** The function's number. */
  id: number;
  module: string;
  /** Whether it is of the walk. */
  walks: boolean;
  /** A module that is being loaded. */
  topLevel: boolean;
  /** The event loop has called it, or what the event loop has called, and it was made in this walk. */
  woken: boolean;
}

export interface TracedFunction extends FunctionSource {
  module: string;
}

/** A function of one module started to run while one of another did, or none of the walk. */
export interface Entry {
  /** The numbers of both functions. */
  from: number | null;
  to: number;
  /** It was made in this walk, and handed to whoever called it. */
  handed: boolean;
  /** Its maker has called whom it handed it to, and waits: as the body of a loop, it is called at once. */
  atOnce: boolean;
}

export interface Trace {
  /** In their order. */
  entries: Entry[];
  /** All that ran in the walk, in the order of their first runs, with their numbers. */
  ran: (TracedFunction & { id: number })[];
}

/** Follows which function runs, across what is waited for. */
export class Tracer {
  readonly functions: TracedFunction[] = [];
  readonly #entries: Entry[] = [];
  readonly #ran = new Set<number>();
  readonly #inWalk = new AsyncLocalStorage<true>();
  #stack: Frame[] = [];
  #wholeProcess = false;
  #program = '';

  /** Everything that runs for it is of the walk, and nothing else. */
  within<T>(call: () => T): T {
    return this.#inWalk.run(true, call);
  }

  /**
   * From now on everything is of the walk that runs in this process.
   *
   * @param program the module that the process was started with: what it does as it is loaded is of the walk, too
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
    // What a module does as it is loaded is no step of a walk.
    const loading = topLevel || this.#stack.some((frame) => frame.topLevel && !frame.walks);
    const walks = !loading && (this.#wholeProcess || this.#inWalk.getStore() === true);
    // Its maker goes on, as after an `await`.
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

  /** Waits for what is awaited or yielded. */
  away<T>(frame: Frame, value: T): T {
    this.leave(frame);
    return value;
  }

  /** Goes on after an `await`: nothing else runs. */
  back<T>(frame: Frame, value: T): T {
    this.#stack = [frame];
    return value;
  }

  /** Goes on after a `yield`: whoever asked is waiting for it. */
  again<T>(frame: Frame, value: T): T {
    this.leave(frame);
    this.#stack.push(frame);
    return value;
  }

  /** In a `catch` or `finally`: it may have waited for what failed. */
  inside(frame: Frame): void {
    const at = this.#stack.lastIndexOf(frame);
    if (at >= 0) this.#stack.length = at + 1;
    else this.#stack = [frame];
  }

  /** The elements of a `for await`, during each of which it waits. */
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
