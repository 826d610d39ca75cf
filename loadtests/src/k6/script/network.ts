import { contract } from './run.ts';

/** Takes the contract's networks in turn, so that the load is spread evenly. */
export function networkOf(n: number): string {
  const { networks = [] } = contract;
  const network = networks[n % networks.length];
  if (network === undefined) throw new Error(`The contract "${contract.name}" names no networks.`);
  return network;
}
