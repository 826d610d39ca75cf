import OpenAI from 'openai';
import { callIn } from '../api/speech.ts';
import { RETRIES, type SdkCaller, type SdkEntrant, type SdkJob } from '../contestant.ts';

/** Calls through the SDK as its users do. */
export function openaiCaller(
  { url, onFirstChunk }: SdkJob,
  options: { fetch?: typeof fetch; maxRetries: number },
): SdkCaller {
  const { completions } = new OpenAI({ apiKey: 'sk-local', baseURL: `${url}/v1`, ...options }).chat;
  return {
    async call({ number, kind }) {
      const asked = {
        model: 'gpt-4o-mini',
        messages: [{ role: 'user' as const, content: 'Which call is this?' }],
        metadata: { call: String(number) },
      };
      if (kind !== 'chat-stream') return callIn((await completions.create(asked)).choices[0]?.message.content);
      let text = '';
      for await (const { choices } of await completions.create({ ...asked, stream: true })) {
        if (text === '') onFirstChunk(number);
        text += choices[0]?.delta.content ?? '';
      }
      return callIn(text);
    },
  };
}

export const openaiAlone: SdkEntrant = {
  name: 'openai, its own retries',
  tongue: 'openai',
  open: (job) => openaiCaller(job, { maxRetries: RETRIES }),
};
