/** `6,000` */
export const formatCount = (n: number): string => n.toLocaleString('en-US');

/** `97.4 %` */
export const formatPercent = (share: number): string => `${(share * 100).toFixed(1)} %`;
