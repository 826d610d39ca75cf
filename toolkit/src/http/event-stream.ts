/** A server-sent event. */
export interface ServerSentEvent {
  /** The last id that the stream has given; empty where it has given none. */
  id: string;
  /** `message` where the server names none. */
  event: string;
  data: string;
}

/** A longer event is an error: a server that sends without end must not fill the memory. In characters. */
const LONGEST_EVENT = 16 * 1024 * 1024;

/**
 * Reads an event stream, in pieces as they come, by the algorithm of the HTML standard ("Server-sent events",
 * interpreting an event stream). An event that the stream's end cuts off is dropped, as the standard says.
 *
 * The parser is our own, since the libraries for it export a `source` condition, by which this repository finds the
 * sources of its own packages.
 */
export class EventStreamParser {
  readonly #onEvent: (event: ServerSentEvent) => void;
  /** A line that has no end yet. */
  #line = '';
  #first = true;
  /** The piece before ended with a CR: an LF that begins the next belongs to it. */
  #afterReturn = false;
  #id = '';
  #event = '';
  #data: string[] = [];
  #length = 0;

  constructor(onEvent: (event: ServerSentEvent) => void) {
    this.#onEvent = onEvent;
  }

  /** @throws RangeError for an event of more than 16 Mi characters */
  push(piece: string): void {
    let text = piece;
    if (text === '') return;
    if (this.#first) {
      this.#first = false;
      if (text.startsWith('\uFEFF')) text = text.slice(1);
    }
    if (this.#afterReturn && text.startsWith('\n')) text = text.slice(1);
    this.#afterReturn = text.endsWith('\r');
    const lines = text.split(/\r\n|\n|\r/);
    const rest = lines.pop() as string;
    for (const line of lines) {
      this.#take(this.#line + line);
      this.#line = '';
    }
    this.#line += rest;
    this.#bound(this.#line.length);
  }

  #take(line: string): void {
    if (line === '') {
      this.#dispatch();
      return;
    }
    const colon = line.indexOf(':');
    if (colon === 0) return;
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1);
    switch (field) {
      case 'data':
        this.#data.push(value);
        this.#length += value.length;
        this.#bound(this.#length);
        break;
      case 'event':
        this.#event = value;
        break;
      case 'id':
        if (!value.includes('\0')) this.#id = value;
        break;
    }
  }

  #dispatch(): void {
    const event = { id: this.#id, event: this.#event || 'message', data: this.#data.join('\n') };
    const isEmpty = this.#data.length === 0;
    this.#event = '';
    this.#data = [];
    this.#length = 0;
    if (!isEmpty) this.#onEvent(event);
  }

  #bound(length: number): void {
    if (length > LONGEST_EVENT) throw new RangeError(`An event is longer than ${LONGEST_EVENT} characters.`);
  }
}

/** The events of a stream of text, as they come. */
export async function* readEvents(pieces: AsyncIterable<string>): AsyncGenerator<ServerSentEvent, void, undefined> {
  const ready: ServerSentEvent[] = [];
  const parser = new EventStreamParser((event) => ready.push(event));
  for await (const piece of pieces) {
    parser.push(piece);
    yield* ready.splice(0);
  }
}
