import { expect, it } from 'vitest';
import { parseExtensions } from './extensions.ts';

it('finds the extension of the k6 that is built here', () => {
  const output = 'k6 v1.8.1 (go1.26.8, linux/amd64)\nExtensions:\n  evenkeel/k6/sse , k6/x/sse [js]\n\n';
  expect(parseExtensions(output)).toEqual(new Set(['k6/x/sse']));
});

it('finds those of a k6 by somebody else, and passes over its outputs', () => {
  const output = `k6 v1.3.0 (commit/5870e99ae8, go1.25.1, linux/amd64)
Extensions:
  github.com/grafana/xk6-faker v0.4.4, k6/x/faker [js]
  github.com/phymbert/xk6-sse v0.1.12, k6/x/sse [js]
  github.com/somebody/xk6-output v0.1.0, k6/x/somewhere [output]
`;
  expect(parseExtensions(output)).toEqual(new Set(['k6/x/faker', 'k6/x/sse']));
});

it.each(['k6 v1.8.1 (go1.26.8, linux/amd64)\n', 'k6 v1.0.0 (commit/41b4984b75, go1.24.2, darwin/arm64)\n'])(
  'finds none in a stock k6: %s',
  (output) => {
    expect(parseExtensions(output)).toEqual(new Set());
  },
);
