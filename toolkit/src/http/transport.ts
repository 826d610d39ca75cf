/** How many connections a client may have. */
export interface Pool {
  /** Open at once, at most. */
  connections: number;
  /** Of these, how many stay open while idle. */
  keepAlive: number;
}

export interface TransportRequest {
  method: 'GET' | 'POST';
  url: string;
  headers: Record<string, string>;
  body: string | undefined;
  signal: AbortSignal;
}

export interface TransportResponse {
  status: number;
  /** A header's value by its name in lower case. */
  header(name: string): string | undefined;
  /** Read to its end, so that the connection is free again. */
  body: string;
}

/** A response whose body is still coming if it is a success; any other body has been read as usual. */
export interface TransportStream extends TransportResponse {
  /** The body as text, in pieces as they come; it throws if the connection breaks. Undefined if there is a `body`. */
  pieces: AsyncIterable<string> | undefined;
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
