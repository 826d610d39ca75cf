import type { CostedAnswer } from '../contract/cost-of-call.ts';
import { EventStreamParser } from '../http/event-stream.ts';

/** Looks at the events of a stream that passes, to find what its call has cost. */
export class PassingEvents implements CostedAnswer {
  readonly #decoder = new TextDecoder();
  readonly #parser = new EventStreamParser(({ data }) => {
    this.#said = over(this.#said, parsed(data));
  });
  #said: unknown;
  #broken = false;
  #response: Pick<CostedAnswer, 'header'> | undefined;

  /** @returns what each piece of the response's body is to be told to */
  lookAt(response: Pick<CostedAnswer, 'header'>): (piece: Uint8Array) => void {
    this.#response = response;
    return (piece) => this.#add(piece);
  }

  header(name: string): string | undefined {
    return this.#response?.header(name);
  }

  /** What all events say together: of a field that several have, the last one counts. */
  json(): unknown {
    return this.#said;
  }

  #add(piece: Uint8Array): void {
    if (this.#broken) return;
    try {
      this.#parser.push(this.#decoder.decode(piece, { stream: true }));
    } catch {
      // Whoever reads the stream is told.
      this.#broken = true;
    }
  }
}

/** The fields of both; of one that both have, the one above. */
function over(below: unknown, above: unknown): unknown {
  if (!isRecord(above)) return above ?? below;
  const all: Record<string, unknown> = isRecord(below) ? { ...below } : {};
  for (const [name, value] of Object.entries(above)) all[name] = over(all[name], value);
  return all;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
