import { connect, type Socket } from 'node:net';

/** A TCP connection on which a test can write anything. */
export class RawConnection {
  readonly #socket: Socket;
  readonly #opened: Promise<void>;
  #heard = '';
  /** Resolves with everything that was heard, when the server has closed the connection in whatever way. */
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

  /** Writes text. Resolves when the operating system has taken it. */
  async write(text: string): Promise<this> {
    await this.#opened;
    await new Promise((resolve) => this.#socket.write(text, resolve));
    return this;
  }

  /** Resolves with the beginning of the answer. */
  async heard(): Promise<string> {
    while (this.#heard === '') await new Promise((resolve) => this.#socket.once('data', resolve));
    return this.#heard;
  }

  /** Stops reading what the server sends. */
  stopReading(): void {
    this.#socket.pause();
  }
}

/** A request's text. With a larger `length`, it is the beginning of a longer request. */
export const request = (path: string, body: string, length = Buffer.byteLength(body)): string =>
  `POST ${path} HTTP/1.1\r\nhost: gateway\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n${body}`;

export const post = (url: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
