import type { Histogram } from 'prom-client';
import type { ProviderContract } from '../contract/contract.ts';

/**
 * Leaves out the buckets of outcomes that no latency objective reads: they would be most of a scrape. prom-client has
 * no option for that, so what its registry asks for is filtered; were that gone, all buckets would be shown.
 */
export function showBucketsOf(histogram: Histogram, contracts: readonly ProviderContract[]): void {
  const read = new Set(
    contracts.flatMap(({ name, objectives }) =>
      objectives.flatMap((each) =>
        each.sli === 'latency' ? each.outcomes.map((outcome) => `${name} ${outcome}`) : [],
      ),
    ),
  );
  const asked = histogram as unknown as { getForPromString?: () => Promise<Shown> };
  const all = asked.getForPromString?.bind(histogram);
  if (all === undefined) return;
  asked.getForPromString = async () => {
    const data = await all();
    const values = data.values.filter(({ labels: { le = '+Inf' }, sharedLabels: { provider, outcome } }) => {
      return le === '+Inf' || read.has(`${provider} ${outcome}`);
    });
    return { ...data, values };
  };
}

/** What prom-client's registry is given of a histogram. */
interface Shown {
  values: { labels: { le?: number | string }; sharedLabels: Partial<Record<string, string>> }[];
}
