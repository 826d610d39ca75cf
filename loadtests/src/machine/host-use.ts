import { cpus } from 'node:os';

/** What all processors have done since the machine was started, in milliseconds of one processor. */
export interface CpuTimes {
  busyMs: number;
  totalMs: number;
}

/** How much of a span's windows the machine had nothing left in. */
export interface HostUse {
  windows: number;
  full: number;
}

/** From this share on a processor more would have been of use: what is ready to run waits. */
const FULL = 0.95;
const WINDOW_MS = 1_000;

export function readCpus(): CpuTimes {
  const times = cpus().map((cpu) => cpu.times);
  const totalMs = times.reduce((sum, each) => sum + each.user + each.nice + each.sys + each.irq + each.idle, 0);
  return { totalMs, busyMs: totalMs - times.reduce((sum, { idle }) => sum + idle, 0) };
}

/** Adds up windows, by readings that follow each other. */
export class HostWindows {
  #last: CpuTimes;
  #windows = 0;
  #full = 0;

  constructor(first: CpuTimes) {
    this.#last = first;
  }

  add(reading: CpuTimes): void {
    const totalMs = reading.totalMs - this.#last.totalMs;
    const busyMs = reading.busyMs - this.#last.busyMs;
    this.#last = reading;
    // A machine that cannot tell is no witness.
    if (totalMs <= 0) return;
    this.#windows += 1;
    if (busyMs >= FULL * totalMs) this.#full += 1;
  }

  get use(): HostUse {
    return { windows: this.#windows, full: this.#full };
  }
}

/** Watches the machine until what it returns is called. */
export function watchHost(read = readCpus): () => HostUse {
  const windows = new HostWindows(read());
  const timer = setInterval(() => windows.add(read()), WINDOW_MS);
  return () => {
    clearInterval(timer);
    return windows.use;
  };
}
