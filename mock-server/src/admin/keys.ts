import type { FastifyInstance } from 'fastify';
import { BadRequest, show } from '../errors.ts';
import { type KeyOwners, type KeyRing, MAX_ACCOUNT } from '../keys/key-ring.ts';
import type { KeyOwner } from '../keys/secrets.ts';
import { errorSchema } from '../schemas.ts';
import { adminDocs, asDocumented } from './docs.ts';

const text = { type: 'string' } as const;
const scopes = { type: ['array', 'null'], items: text, description: 'null: all.' } as const;
const account = { ...text, description: 'Keys of one account share limits, jobs and usage.' } as const;

const fields = ['key', 'provider', 'tier', 'account', 'scopes'];

/** The body that adds a key of one provider. */
const bodyOf = ({ provider, keyPrefix, tiers, scopes: known }: KeyOwners) => ({
  type: 'object',
  required: ['key', 'provider', 'tier'],
  additionalProperties: false,
  properties: {
    key: { ...text, pattern: '^[!-~]+$', description: 'It is not kept, and in no answer.' },
    provider: { ...text, const: provider },
    tier: { ...text, enum: tiers },
    account: {
      ...account,
      minLength: 1,
      maxLength: MAX_ACCOUNT,
      ...(keyPrefix !== '' && { pattern: `^(?!${keyPrefix})` }),
      description: "One of its own, named by the key's fingerprint, unless given.",
    },
    scopes: { ...scopes, items: known.length > 0 ? { ...text, enum: known } : false, description: 'All unless given.' },
  },
});

const keySchema = {
  type: 'object',
  properties: { fingerprint: text, provider: text, tier: text, account, scopes, revoked: { type: 'boolean' } },
} as const;

/** @throws BadRequest naming the field, and the key by its fingerprint only */
function parse(body: unknown): { key: string; owner: KeyOwner } {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    // The body is not shown, since it may be the key.
    throw new BadRequest('invalid_key', 'The body is no JSON object: send one with key, provider and tier.');
  }
  if (Object.keys(body).some((field) => !fields.includes(field))) {
    throw new BadRequest('invalid_key', `The body has an unknown field: it may have ${fields.join(', ')}.`);
  }
  const { key, provider, tier, account, scopes } = body as Record<string, unknown>;
  if (typeof key !== 'string') throw new BadRequest('invalid_key', 'key is no string: give the key itself.');
  for (const [field, value] of Object.entries({ provider, tier })) {
    if (typeof value !== 'string') {
      throw new BadRequest('invalid_key', `${field} is ${show(value)}: give its name.`);
    }
  }
  // The key ring checks the rest.
  return { key, owner: { provider, tier, account, scopes: scopes ?? undefined } as KeyOwner };
}

/** `/admin/keys`: keys come and go without a restart. */
export function addKeyRoutes(scope: FastifyInstance, keyRing: KeyRing): void {
  scope.get('/admin/keys', {
    schema: adminDocs('List the API keys, by their fingerprints', {
      200: { description: 'Oldest first, the revoked ones too.', type: 'array', items: keySchema },
    }),
    handler: () =>
      keyRing.accounts().map(({ fingerprint, provider, tier, id, scopes, revoked }) => {
        return { fingerprint, provider, tier, account: id, scopes, revoked };
      }),
  });

  scope.post('/admin/keys', {
    ...asDocumented,
    schema: {
      ...adminDocs('Add an API key', {
        201: { description: 'It is known from now on.', type: 'object', properties: { fingerprint: text } },
        400: { description: 'A field is missing or wrong, or the key is known already.', ...errorSchema },
      }),
      body: { oneOf: keyRing.owners.map(bodyOf) },
    },
    handler(request, reply) {
      const { key, owner } = parse(request.body);
      try {
        return reply.code(201).send({ fingerprint: keyRing.add(key, owner).fingerprint });
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        throw new BadRequest('invalid_key', error.message);
      }
    },
  });

  scope.delete<{ Params: { fingerprint: string } }>('/admin/keys/:fingerprint', {
    schema: {
      ...adminDocs('Revoke an API key', {
        204: { description: 'It is a stranger’s from now on, and its streams are cut.', type: 'null' },
        404: { description: 'No key in use has that fingerprint.', ...errorSchema },
      }),
      params: { type: 'object', properties: { fingerprint: text } },
    },
    handler(request, reply) {
      const { fingerprint: named } = request.params;
      if (keyRing.revoke(named)) return reply.code(204).send();
      // The parameter is not shown, since it may be the key.
      return reply.code(404).send({ error: { code: 'unknown_key', message: 'No key in use has that fingerprint.' } });
    },
  });
}
