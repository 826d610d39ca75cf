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

/** How requests leave. It rejects where no whole response came, and then only. */
export interface Transport {
  send(request: TransportRequest): Promise<TransportResponse>;
  /** How many connections may be open at once from now on. Left out where there is no such bound. */
  resize?(connections: number): void;
  /** Closes what is left open; nothing is sent afterwards. */
  close(): void;
}
