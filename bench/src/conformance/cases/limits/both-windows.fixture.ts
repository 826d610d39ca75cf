import type { Script } from '../../upstream.ts';
import { CountedWindow, type CountedWindowOptions } from './counted-window.fixture.ts';

/** An API that counts each request in several windows, and refuses it where one of them has no room. */
export class BothWindows {
  readonly #windows: readonly CountedWindow[];

  constructor(...windows: CountedWindowOptions[]) {
    this.#windows = windows.map((options) => new CountedWindow(options));
  }

  /** How often a limit was exceeded. */
  get refused(): number {
    return this.#windows.reduce((sum, { refused }) => sum + refused, 0);
  }

  readonly script: Script = (arrival, at) => {
    const before = this.refused;
    for (const window of this.#windows) if (typeof window.script === 'function') window.script(arrival, at);
    return this.refused === before ? 200 : 429;
  };
}
