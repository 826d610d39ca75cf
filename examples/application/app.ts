import { type ClientOptions, createClient, healthOf, isEvenkeelError } from '@evenkeel/toolkit';
import { createFetch, type FetchOptions } from '@evenkeel/toolkit/fetch';
import { createMetrics } from '@evenkeel/toolkit/prometheus';
import { defineProvider } from '@evenkeel/toolkit/providers';
import Fastify from 'fastify';
import OpenAI from 'openai';
import { Registry } from 'prom-client';

const contract = defineProvider({
  name: 'weather', // so that its key is in WEATHER_API_KEY
  authentication: { header: 'x-api-key', scheme: '' },
  limits: [{ kind: 'window', amount: 60, windowMs: 60_000 }],
  operations: { forecast: { method: 'GET', path: '/v2/forecast/{city}' } },
});

/** Says what to wear: an API of our own contract tells the weather, and OpenAI finds the words. */
export function createApp(weatherOptions: ClientOptions, fetchOptions: FetchOptions = {}) {
  const register = new Registry();
  const onEvent = createMetrics({ register, contracts: [contract] });
  const weather = createClient(contract, { onEvent, ...weatherOptions });
  const openai = new OpenAI({ fetch: createFetch({ onEvent, ...fetchOptions }), maxRetries: 0 });
  const advise = async (city: string): Promise<string> => {
    const { degrees } = (await weather.call('forecast', undefined, { params: { city } })) as { degrees: number };
    const input = `It is ${degrees} degrees in ${city}. What do I wear?`;
    return (await openai.responses.create({ model: 'gpt-5-mini', input })).output_text;
  };
  const app = Fastify();
  app.get<{ Params: { city: string } }>('/advice/:city', ({ params }) => advise(params.city));
  app.get('/metrics', () => register.metrics());
  app.get('/health', (_request, reply) => {
    const { statusCode, body } = healthOf({ weather });
    return reply.code(statusCode).send(body);
  });
  app.setErrorHandler((error, _request, reply) => reply.code(isEvenkeelError(error) ? 503 : 500).send(error));
  app.addHook('onClose', () => weather.close());
  return { app, advise };
}
