import { Agent, type Dispatcher, interceptors, request as send } from 'undici';
import { RETRIES, type SdkEntrant } from '../contestant.ts';
import { type PlainAnswer, plainRequest } from './plain-request.ts';

/** A POST is tried again only where the caller says so of the request; it says so where that does no harm. */
export const undiciRetries: SdkEntrant = {
  name: 'undici, retry interceptor',
  tongue: 'json',
  open(job) {
    const agent = new Agent();
    const retrying = (...methods: Dispatcher.HttpMethod[]): Dispatcher =>
      agent.compose(interceptors.retry({ maxRetries: RETRIES, methods }));
    const [careful, all] = [retrying('GET'), retrying('GET', 'POST')];
    return {
      async call(call) {
        const { url, repeatable, ...request } = plainRequest(job, call);
        const { statusCode, body } = await send(url, { ...request, dispatcher: repeatable ? all : careful });
        if (statusCode === 200) return ((await body.json()) as PlainAnswer).call;
        await body.dump();
        throw new Error(`The answer is ${statusCode}.`);
      },
      close: () => agent.destroy(),
    };
  },
};
