const time = { type: 'number', description: 'Epoch milliseconds with fractions.' } as const;
const orNull = <T extends string>(type: T) => ({ type: [type, 'null'] }) as const;

const entry = {
  type: 'object',
  properties: {
    seq: { type: 'integer', description: 'In the order in which the requests ended, from 1.' },
    provider: { type: 'string' },
    operation: { type: 'string' },
    partition: { type: 'string', description: 'What its window counts together: network and group.' },
    tier: orNull('string'),
    key: { ...orNull('string'), description: "The first 8 hex digits of the key's SHA-256." },
    callId: { type: 'string' },
    attempt: { type: 'integer' },
    arrivalMs: time,
    startMs: { ...orNull('number'), description: 'When it was admitted; null where it was refused before.' },
    endMs: time,
    status: { type: 'integer', description: '499 where the client closed the connection first.' },
    drawnServiceMs: { ...orNull('number'), description: 'Without what faults added; null where it was not served.' },
    remaining: { ...orNull('integer'), description: 'What the response said was left.' },
    toldWaitMs: { ...orNull('number'), description: 'What the response asked to wait.' },
    refusedBy: { ...orNull('string'), enum: ['ceiling', 'window', 'auth', 'scope', 'validation', 'store', null] },
    faults: {
      type: 'array',
      description: 'One decision for each fault that was active; none where it was refused before.',
      items: {
        type: 'object',
        properties: {
          id: { type: 'string' },
          fault: { type: 'string' },
          hit: { type: 'boolean' },
          addedMs: { type: 'number', description: 'Added to the drawn service time.' },
        },
      },
    },
    aborted: { type: 'boolean' },
  },
} as const;

export const journalPageSchema = {
  description: 'Requests that have ended, oldest first; one in flight is not there yet.',
  type: 'object',
  properties: {
    entries: { type: 'array', items: entry },
    total: { type: 'integer', description: 'How many entries match, whatever limit says.' },
    evicted: { type: 'integer', description: 'How many had to make room since the start.' },
    nextSeq: { type: 'integer', description: 'sinceSeq of the next page.' },
  },
} as const;
