import { BadRequest } from '../errors.ts';
import { defineFault } from '../injection/fault.ts';

const delay = { type: 'number', minimum: 0, maximum: 60_000 } as const;

/** A slow network: a request is counted only when it arrives, and its answer is on its way for a while too. */
export default defineFault({
  name: 'network',
  summary: 'holds each request and each answer on its way for `minMs` to `maxMs`',
  fields: {
    minMs: { ...delay, description: 'Each way, at least.' },
    maxMs: { ...delay, description: 'Each way, at most; uniform between the two.' },
  },
  defaults: { per: 'attempt', minMs: 1, maxMs: 30 },
  check({ minMs, maxMs }) {
    if (minMs <= maxMs) return;
    throw new BadRequest('invalid_fault', `minMs is ${minMs}: give at most maxMs, which is ${maxMs}.`);
  },
  describe: ({ minMs, maxMs }, { requests }) => `${minMs} to ${maxMs} ms each way on ${requests}`,
  onArrival({ minMs, maxMs }, { subject: { key, callId, attempt }, uniforms }) {
    const [there, back] = uniforms('each way', key, callId, attempt);
    return { inboundMs: minMs + there * (maxMs - minMs), outboundMs: minMs + back * (maxMs - minMs) };
  },
});
