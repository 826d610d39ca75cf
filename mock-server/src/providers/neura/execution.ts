import { shortened } from '../../text.ts';

/** How much of an input is read. */
const READ = 120;

/** As much of an input as an agent reads: whoever executes a call later need not keep the rest. */
export function reading(input: unknown): string {
  return shortened(JSON.stringify(input) ?? '', READ);
}

/** The same input always gets the same output, so that runs can be compared byte by byte. */
export function execute(agent: string, network: string, read: string): { agent: string; output: string } {
  return { agent, output: `${agent} on ${network} read: ${read}` };
}
