import type { neura } from '@evenkeel/toolkit';
import type { FastifyInstance } from 'fastify';
import { callerLeft, fail } from './reply.ts';

const network = { type: 'string', minLength: 1 } as const;

const callBody = {
  type: 'object',
  required: ['agent', 'input'],
  properties: { agent: { type: 'string', minLength: 1 }, input: {}, network },
} as const;

const discoverBody = { type: 'object', properties: { network, refresh: { type: 'boolean' } } } as const;

interface CallBody {
  agent: string;
  input: unknown;
  network?: neura.Network;
}

type DiscoverBody = Pick<neura.DiscoverOptions, 'network' | 'refresh'>;

/** Neura's routes: one call, whose price is paid if the options allow it; and the list of agents. */
export function neuraRoutes(app: FastifyInstance, client: neura.NeuraClient): void {
  app.post<{ Body: CallBody }>('/neura/call', { schema: { body: callBody } }, async (request, reply) => {
    const { agent, input, network } = request.body;
    try {
      return await client.call(agent, input, {
        ...(network && { network }),
        callId: request.id,
        signal: callerLeft(reply),
      });
    } catch (error) {
      return fail(reply, error);
    }
  });

  app.post<{ Body: DiscoverBody }>('/neura/discover', { schema: { body: discoverBody } }, async (request, reply) => {
    try {
      return { agents: await client.discover({ ...request.body, signal: callerLeft(reply) }) };
    } catch (error) {
      return fail(reply, error);
    }
  });
}
