import { BadRequest, show } from '../errors.ts';
import type { JournalFilter } from './journal.ts';

const words = ['provider', 'operation', 'call', 'callPrefix'] as const;
const numbers = {
  status: { min: 100, max: 599 },
  sinceSeq: { min: 0, max: 2 ** 53 - 1 },
  limit: { min: 1, max: 10_000_000 },
};
const FINGERPRINT = /^[0-9a-f]{8}$/;

/** The query parameters, for the API's documentation. */
export const journalQuerySchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    provider: { type: 'string' },
    operation: { type: 'string' },
    status: { type: 'integer', minimum: numbers.status.min, maximum: numbers.status.max },
    key: { type: 'string', pattern: FINGERPRINT.source, description: "The key's fingerprint, never the key." },
    call: { type: 'string', description: 'The call id, whole.' },
    callPrefix: { type: 'string' },
    sinceSeq: {
      type: 'integer',
      minimum: 0,
      maximum: numbers.sinceSeq.max,
      description: 'Entries from this number on.',
    },
    limit: {
      type: 'integer',
      minimum: numbers.limit.min,
      maximum: numbers.limit.max,
      description: 'At most this many, oldest first; all unless given.',
    },
  },
} as const;

function whole(name: keyof typeof numbers, value: string): number {
  const { min, max } = numbers[name];
  const number = /^\d{1,16}$/.test(value) ? Number(value) : Number.NaN;
  if (!(number >= min && number <= max)) {
    throw new BadRequest('invalid_query', `${name} is ${show(value)}: give a whole number from ${min} to ${max}.`);
  }
  return number;
}

/** @throws BadRequest naming the parameter; a misspelt one would otherwise match everything. */
export function parseJournalQuery(query: Readonly<Record<string, unknown>>): JournalFilter {
  const filter: JournalFilter = {};
  for (const [name, value] of Object.entries(query)) {
    const word = words.find((known) => known === name);
    if (typeof value !== 'string') {
      throw new BadRequest('invalid_query', `${show(name)} is given more than once: give it once.`);
    }
    if (word !== undefined) filter[word] = value;
    else if (name === 'status' || name === 'sinceSeq' || name === 'limit') filter[name] = whole(name, value);
    else if (name === 'key') {
      // The value is not repeated: somebody may have pasted the key itself.
      if (!FINGERPRINT.test(value)) {
        throw new BadRequest('invalid_query', 'key is not a fingerprint: give the first 8 hex digits of its SHA-256.');
      }
      filter.key = value;
    } else {
      const known = Object.keys(journalQuerySchema.properties).join(', ');
      throw new BadRequest('invalid_query', `${show(name)} is not a parameter: give some of ${known}.`);
    }
  }
  return filter;
}
