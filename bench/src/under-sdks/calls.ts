/** Whose API the upstream speaks: the hints on its refusals differ, too. */
export type Tongue = 'openai' | 'stripe' | 'json';

/** What a call asks for. Only of a `write` nobody can know whether a repeat would do it twice. */
export type SdkCallKind = 'chat' | 'chat-stream' | 'charge' | 'charge-read' | 'read' | 'keyed-write' | 'write';

export interface SdkCall {
  /** From 0. */
  number: number;
  kind: SdkCallKind;
}

/** In turn. A fifth of the completions is streamed. */
const kinds: Readonly<Record<Tongue, readonly SdkCallKind[]>> = {
  openai: ['chat', 'chat', 'chat-stream', 'chat', 'chat'],
  stripe: ['charge', 'charge', 'charge-read'],
  json: ['read', 'keyed-write', 'write'],
};

export function sdkCalls(tongue: Tongue, count: number): SdkCall[] {
  const inTurn = kinds[tongue];
  return Array.from({ length: count }, (_, number) => ({
    number,
    kind: inTurn[number % inTurn.length] as SdkCallKind,
  }));
}
