import { uniforms } from '../../draw.ts';
import type { Subject } from '../../subject.ts';

export interface Completion {
  id: string;
  output: string;
  usage: { prompt_tokens: number; completion_tokens: number };
}

/** English text has about four characters a token. */
const tokens = (text: string): number => Math.ceil(text.length / 4);

/** The same attempt always gets the same completion, so that runs can be compared byte by byte. */
export function complete(prompt: string, subject: Subject): Completion {
  const id = uniforms(['completion', subject.key, subject.callId, subject.attempt])
    .map((part) => part.toString(16).slice(2, 14).padEnd(12, '0'))
    .join('');
  const output = `Nimbus read: ${prompt.slice(0, 120)}`;
  return { id: `inf_${id}`, output, usage: { prompt_tokens: tokens(prompt), completion_tokens: tokens(output) } };
}
