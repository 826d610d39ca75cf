import { shortened } from '../../text.ts';

/** How many characters of an input an agent reads. */
const READ = 120;

/** The part of an input that an agent reads; a call that is executed later need not keep the rest. */
export function reading(input: unknown): string {
  return shortened(JSON.stringify(input) ?? '', READ);
}

/** The same input always gets the same output, so that runs can be compared byte by byte. */
export function execute(agent: string, network: string, read: string): { agent: string; output: string } {
  return { agent, output: `${agent} on ${network} read: ${read}` };
}
