import { HarnessFault } from '@evenkeel/tools/command-line';
import { type Exchange, LoopbackServer } from '../loopback-server.ts';
import { normalized } from '../observation.ts';
import { reply } from '../replies.ts';
import type { CaseRun } from '../run-case.ts';
import type { PageCase, PageOrder, PageSubject, PageWord } from './page-case.ts';
import { CONTROL, placeOf, runPath, withoutRun } from './places.ts';
import { RunScene } from './run-scene.ts';

/** How much longer than a run may take the page may take to tell of it. */
const WORD_MS = 20_000;

const html =
  '<!doctype html><meta charset="utf-8"><title>fetch</title><link rel="icon" href="data:,"><script type="module" src="/page.js"></script>';

interface Run {
  order: PageOrder;
  scene: RunScene;
  word: PromiseWithResolvers<PageWord>;
}

/** Serves the page, tells it what to run, plays the server of each run, and hears what the page saw. */
export class PageStage implements AsyncDisposable {
  readonly #script: Uint8Array;
  readonly #server = new LoopbackServer();
  /** Those that the page has not told of. */
  readonly #runs = new Map<number, Run>();
  readonly #orders: PageOrder[] = [];
  #asking: ((order: PageOrder) => void) | undefined;
  #count = 0;
  #url = '';
  #other = '';

  private constructor(script: Uint8Array) {
    this.#script = script;
  }

  /** @param script the page's */
  static async open(script: Uint8Array): Promise<PageStage> {
    const stage = new PageStage(script);
    const handle = (exchange: Exchange): unknown => stage.#handle(exchange);
    stage.#url = await stage.#server.http(handle);
    stage.#other = await stage.#server.http(handle);
    return stage;
  }

  /** Where the page is. */
  get url(): string {
    return `${this.#url}/`;
  }

  /**
   * Has the page run a case once.
   *
   * @throws HarnessFault if the page does not tell of it
   */
  async run(tested: PageCase, subject: PageSubject, limitMs: number): Promise<CaseRun> {
    const id = ++this.#count;
    const order = { id, name: tested.name, subject, limitMs, other: this.#other };
    const scene = new RunScene(tested, `${this.#other}${runPath(id)}`);
    const word = Promise.withResolvers<PageWord>();
    const timer = setTimeout(
      () => word.reject(new HarnessFault(`The page did not tell what came of ${tested.name}.`)),
      limitMs + WORD_MS,
    );
    this.#runs.set(id, { order, scene, word });
    this.#orders.push(order);
    this.#give();
    try {
      const told = await word.promise;
      if ('broke' in told) return told;
      const { client, untaken } = told;
      const server = tested.expected === undefined ? this.#requestsOf(id) : [...scene.notes];
      if (tested.unordered) server.sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
      const seen = JSON.parse(withoutRun(JSON.stringify({ client, server, untaken }), id));
      return { seen: normalized(seen, this.#server.ports) };
    } finally {
      clearTimeout(timer);
      this.#runs.delete(id);
    }
  }

  /** Closes all connections, and ends all runs. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const { word } of this.#runs.values()) word.reject(new HarnessFault('The page was closed.'));
    await this.#server.close();
  }

  #requestsOf(id: number): unknown[] {
    return this.#server.requests.filter(({ path }) => placeOf(path)?.id === id);
  }

  #handle(exchange: Exchange): unknown {
    const path = exchange.request.url ?? '';
    if (path.startsWith(`${CONTROL}/`)) return this.#control(exchange, path.split('/').slice(2));
    const place = placeOf(path);
    const run = place && this.#runs.get(place.id);
    if (run !== undefined) return run.scene.serve(exchange, place?.path ?? '');
    const headers = { 'cache-control': 'no-store' };
    if (path === '/page.js') {
      return reply({ headers: { ...headers, 'content-type': 'text/javascript' }, body: this.#script })(exchange);
    }
    if (path === '/') return reply({ headers: { ...headers, 'content-type': 'text/html' }, body: html })(exchange);
    return reply({ status: 404, body: 'no such path' })(exchange);
  }

  async #control(exchange: Exchange, [what = '', id = '', mark = '']: string[]): Promise<void> {
    const run = this.#runs.get(Number(id));
    if (what === 'next') return reply({ body: JSON.stringify(await this.#next()) })(exchange);
    if (what === 'reach') run?.scene.reach(decodeURIComponent(mark));
    else if (what === 'reached') await run?.scene.reached(decodeURIComponent(mark));
    else if (what === 'told') {
      const word = JSON.parse(String(await exchange.whole())) as PageWord;
      run?.scene.end();
      exchange.response.end();
      return run?.word.resolve(word);
    }
    return reply()(exchange);
  }

  #next(): Promise<PageOrder> {
    const next = new Promise<PageOrder>((resolve) => {
      this.#asking = resolve;
    });
    this.#give();
    return next;
  }

  #give(): void {
    if (this.#asking === undefined) return;
    const order = this.#orders.shift();
    if (order === undefined) return;
    this.#asking(order);
    this.#asking = undefined;
  }
}
