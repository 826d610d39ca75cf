/** The same input always gets the same output, so that runs can be compared byte by byte. */
export function execute(agent: string, network: string, input: unknown): { agent: string; output: string } {
  const said = JSON.stringify(input) ?? '';
  return { agent, output: `${agent} on ${network} read: ${said.slice(0, 120)}` };
}
