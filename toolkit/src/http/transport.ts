/** How many connections a client may have. */
export interface Pool {
  /** Open at once, at most. */
  connections: number;
  /** Of these, how many stay open while idle. */
  keepAlive: number;
}

/** A body in pieces, which comes, or is sent, once. Text is UTF-8. */
export type BodyPieces = AsyncIterable<Uint8Array | string>;

export interface TransportRequest {
  /** In capitals. */
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string | Uint8Array | BodyPieces | undefined;
  signal: AbortSignal;
}

export interface TransportResponse {
  status: number;
  /** A header's value by its name in lower case; of a field that came several times, all values, with commas between. */
  header(name: string): string | undefined;
  /** All headers, by their names in lower case. Left out where only single ones can be asked for. */
  headers?(): Readonly<Record<string, string>>;
  /** The body as text, read to its end, so that the connection is free again. */
  body: string;
  /** The same as bytes. Left out where a transport reads text only. */
  bytes?(): Uint8Array;
}

/** A response whose body is still coming if it is a success; any other body has been read as usual. */
export interface TransportStream extends TransportResponse {
  /** The body, in pieces as they come; it throws if the connection breaks. Undefined if there is a `body`. */
  pieces: BodyPieces | undefined;
  /** Ends a body of which nobody will read the rest. Left out where the `return` of an iterator not yet begun does so. */
  cancel?(): void;
  /**
   * Lets the pool open another connection in place of this one, which stays open until its body ends. Left out where
   * there is no pool.
   */
  yieldPlace?(): void;
}

/** Sends requests. It rejects if no whole response came, and only then. */
export interface Transport {
  send(request: TransportRequest): Promise<TransportResponse>;
  /** Sends, and resolves with the headers; the signal ends the body, too. Left out where bodies cannot be streamed. */
  open?(request: TransportRequest): Promise<TransportStream>;
  /** How many connections may be open at once from now on. Left out where there is no such bound. */
  resize?(connections: number): void;
  /** Closes what is left open; nothing is sent afterwards. */
  close(): void;
}
