import { contract } from './run.ts';

/** The networks of the contract in turns, so that each gets its part of an even load. */
export function networkOf(n: number): string {
  const { networks = [] } = contract;
  const network = networks[n % networks.length];
  if (network === undefined) throw new Error(`The contract "${contract.name}" names no networks.`);
  return network;
}
