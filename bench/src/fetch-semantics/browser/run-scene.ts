import type { ServerResponse } from 'node:http';
import type { Exchange } from '../loopback-server.ts';
import type { PageCase, PageExchange, Scene } from './page-case.ts';

/** The server's side of one run of a case in a page. */
export class RunScene {
  readonly notes: string[] = [];
  readonly #marks = new Map<string, PromiseWithResolvers<void>>();
  readonly #responses = new Set<ServerResponse>();
  readonly #handle: (exchange: PageExchange) => unknown;
  #count = 0;

  /** @param other the run's place at the other origin */
  constructor({ serve }: Pick<PageCase, 'serve'>, other: string) {
    const scene: Scene = {
      other,
      note: (what) => void this.notes.push(what),
      reach: (mark) => this.reach(mark),
      reached: (mark) => this.reached(mark),
    };
    this.#handle = serve(scene);
  }

  reach(mark: string): void {
    this.#markOf(mark).resolve();
  }

  reached(mark: string): Promise<void> {
    return this.#markOf(mark).promise;
  }

  serve(exchange: Exchange, path: string): unknown {
    const { response, whole } = exchange;
    this.#responses.add(response);
    response.on('close', () => this.#responses.delete(response));
    // A body comes once, and several may ask for it.
    let body: Promise<Buffer> | undefined;
    const once = (): Promise<Buffer> => {
      body ??= whole();
      return body;
    };
    return this.#handle({ ...exchange, path, at: this.#count++, whole: once });
  }

  /** Drops what is still under way: its connections must not be missing to the next run. */
  end(): void {
    for (const response of this.#responses) response.destroy();
  }

  #markOf(mark: string): PromiseWithResolvers<void> {
    const known = this.#marks.get(mark) ?? Promise.withResolvers<void>();
    this.#marks.set(mark, known);
    return known;
  }
}
