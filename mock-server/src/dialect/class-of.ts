import { classifyResponse, ResponseMemory, type ResultClass, type Rule } from '@evenkeel/toolkit/providers';

/** What a client sees of a response. */
export interface Seen {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: unknown;
}

/** What a client takes a response for that has come before. */
export function classOf(rules: readonly Rule[], { status, headers, body }: Seen): ResultClass {
  const memory = new ResponseMemory();
  const response = { status, header: (name: string) => headers[name], json: () => body };
  // Twice, for the rules that compare with the response before.
  const classify = () => classifyResponse({ rules, shouldRetry: null }, response, memory).class;
  classify();
  return classify();
}
