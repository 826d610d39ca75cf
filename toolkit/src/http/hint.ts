export type Resource = 'requests' | 'tokens' | 'jobs';

/**
 * What a response says about the limits, and how: the client parses it, the
 * mock server renders it. Their order in a contract is their precedence.
 */
export interface Hint {
  in: 'header' | 'body';
  /** A header's name in lower case, or a dotted path into a JSON body. */
  name: string;
  resource: Resource;
  means: 'limit' | 'remaining' | 'retry-after' | 'reset';
  format: 'integer' | 'delta-s' | 'delta-ms' | 'unix-s' | 'retry-after' | 'ietf-ratelimit';
  sentOn: 'all' | '429';
  /** When a client must obey it. A hint that does not act is only shown. */
  actsOn: '429' | '429-or-zero-remaining' | 'never';
}
