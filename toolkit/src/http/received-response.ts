import type { HintedResponse } from './read-hints.ts';
import { bytePieces } from './text-pieces.ts';
import type { BodyPieces, TransportResponse, TransportStream } from './transport.ts';

/** A response that came, whole or in pieces. Its JSON body is parsed once, when somebody first asks for it. */
export class ReceivedResponse implements HintedResponse {
  readonly status: number;
  /** The body as it comes; undefined if all of it is there. */
  readonly pieces: BodyPieces | undefined;
  readonly #response: TransportResponse & Partial<TransportStream>;
  readonly #requestIdHeaders: readonly string[];
  #json: { value: unknown } | undefined;

  /** @param requestIdHeaders the headers by which the API names a request */
  constructor(response: TransportResponse | TransportStream, requestIdHeaders: readonly string[] = []) {
    this.#response = response;
    this.#requestIdHeaders = requestIdHeaders;
    this.status = response.status;
    const reader = 'pieces' in response ? response.pieces?.[Symbol.asyncIterator]() : undefined;
    // There is one reader, so that what discards the body ends whoever reads it.
    this.pieces = reader && { [Symbol.asyncIterator]: () => reader };
  }

  header(name: string): string | undefined {
    return this.#response.header(name);
  }

  /** All headers; none where the transport tells single ones only. */
  headers(): Readonly<Record<string, string>> {
    return this.#response.headers?.() ?? {};
  }

  /** By which the API's own people find the request, where it was told. */
  get requestId(): string | undefined {
    for (const name of this.#requestIdHeaders) {
      const id = this.header(name);
      if (id !== undefined) return id;
    }
    return undefined;
  }

  /** The body's bytes as they come, or all at once where they are there. */
  async *bytePieces(): AsyncGenerator<Uint8Array, void, undefined> {
    if (this.pieces !== undefined) yield* bytePieces(this.pieces);
    else yield this.bytes();
  }

  /** Ends a body of which nobody will read the rest. */
  discard(): void {
    if (this.#response.cancel !== undefined) this.#response.cancel();
    else void this.pieces?.[Symbol.asyncIterator]().return?.();
  }

  /** Lets another request have a connection while this body goes on. */
  yieldPlace(): void {
    this.#response.yieldPlace?.();
  }

  get text(): string {
    return this.#response.body;
  }

  /** @throws TypeError if the transport reads text only */
  bytes(): Uint8Array {
    const bytes = this.#response.bytes?.();
    if (bytes === undefined) throw new TypeError('The transport reads text only.');
    return bytes;
  }

  /** Undefined if the body is not JSON, or still comes. */
  json(): unknown {
    this.#json ??= { value: this.pieces === undefined ? parsed(this.text) : undefined };
    return this.#json.value;
  }

  /** @throws TypeError if the body is not JSON: of its own, since the engine's quotes the body, which may repeat a secret */
  parsed(): unknown {
    const body = this.json();
    if (body === undefined) throw new TypeError('The body is not JSON.');
    return body;
  }
}

/** Undefined if the text is not JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch /* seam: page-is-no-json */ {
    return undefined;
  }
}
