import type { FastifyInstance } from 'fastify';
import { uniforms } from '../../draw.ts';
import type { ProviderService } from '../../requests/service.ts';
import type { Subject } from '../../subject.ts';
import type { Routes } from '../provider.ts';
import { inferSchema } from './schema.ts';

interface Completion {
  id: string;
  output: string;
  usage: { prompt_tokens: number; completion_tokens: number };
}

/** A token of English text has about four characters. */
const tokens = (text: string): number => Math.ceil(text.length / 4);

/** The same attempt always gets the same completion, so that runs can be compared byte by byte. */
function complete(prompt: string, subject: Subject): Completion {
  const id = uniforms(['completion', subject.key, subject.callId, subject.attempt])
    .map((part) => part.toString(16).slice(2, 14).padEnd(12, '0'))
    .join('');
  const output = `Nimbus read: ${prompt.slice(0, 120)}`;
  return { id: `inf_${id}`, output, usage: { prompt_tokens: tokens(prompt), completion_tokens: tokens(output) } };
}

/** `POST /v1/infer`. Unknown fields are ignored, as most inference APIs do. */
export function addInferRoute(scope: FastifyInstance, service: ProviderService): Routes {
  scope.route<{ Body: { prompt: string } }>({
    ...service.route('infer'),
    schema: inferSchema(service.settings),
    handler(request, reply) {
      service.responder.answer(request, reply, (subject) => complete(request.body.prompt, subject));
    },
  });
  return {};
}
