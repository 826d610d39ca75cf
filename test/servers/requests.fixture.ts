import { connect, type Socket } from 'node:net';

/** A TCP connection on which a test writes what it likes. */
export class RawConnection {
  readonly #socket: Socket;
  readonly #opened: Promise<void>;
  #heard = '';
  /** Resolves with all that was heard, when the server has closed it, in whatever way. */
  readonly closed: Promise<string>;

  constructor(url: string) {
    const { hostname, port } = new URL(url);
    this.#socket = connect(Number(port), hostname);
    this.#socket.setEncoding('utf8').on('data', (text) => {
      this.#heard += text;
    });
    this.#opened = new Promise((resolve, reject) => this.#socket.once('connect', resolve).once('error', reject));
    this.#socket.on('error', () => {});
    this.closed = new Promise((resolve) => this.#socket.once('close', () => resolve(this.#heard)));
  }

  /** Resolves when the system has taken it. */
  async write(text: string): Promise<this> {
    await this.#opened;
    await new Promise((resolve) => this.#socket.write(text, resolve));
    return this;
  }

  /** Resolves with the first of the answer. */
  async heard(): Promise<string> {
    while (this.#heard === '') await new Promise((resolve) => this.#socket.once('data', resolve));
    return this.#heard;
  }

  /** Reads no more. */
  stopReading(): void {
    this.#socket.pause();
  }
}

/** A request's text; of a longer one the beginning, where `length` says so. */
export const request = (path: string, body: string, length = Buffer.byteLength(body)): string =>
  `POST ${path} HTTP/1.1\r\nhost: gateway\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n${body}`;

export const post = (url: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
