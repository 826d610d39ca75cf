import type { ProviderContract } from '@evenkeel/toolkit/providers';

/** Whether a JSON pointer, or something that contains it, is listed as our own choice. */
export function isOurs(contract: Pick<ProviderContract, 'ours'>, pointer: string): boolean {
  return contract.ours.some((ours) => pointer === ours || pointer.startsWith(`${ours}/`));
}

/** Marks a text if what is at this path of the contract is our own choice. */
export type Mark = (text: string, ...path: readonly (string | number)[]) => string;

/** A `Mark` for one contract. It joins the segments of a path to a JSON pointer. */
export function markOurs(contract: Pick<ProviderContract, 'ours'>): Mark {
  return (text, ...path) => {
    const pointer = path.map((each) => `/${String(each).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
    return isOurs(contract, pointer) ? `${text} *(ours)*` : text;
  };
}
