/** Regular expressions that k6 takes without a word, and reads as something else. */
const misread: readonly { pattern: RegExp; what: string }[] = [
  { pattern: /\(\?<[A-Za-z_$][\w$]*>/, what: 'its matches have no named groups' },
  { pattern: /\\{1,2}[pP]\{\w+(?:=\w+)?\}/, what: 'it knows no Unicode property' },
];

/** What of a bundle's regular expressions k6 would get wrong; undefined if nothing. */
export function misreadIn(bundle: string): string | undefined {
  for (const { pattern, what } of misread) {
    const found = pattern.exec(bundle)?.[0];
    if (found !== undefined) return `k6 misreads the regular expression with ${found}: ${what}.`;
  }
  return undefined;
}
