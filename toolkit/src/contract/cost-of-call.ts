import { OptionError } from '../errors/errors.ts';
import { scalarAt } from '../http/body-path.ts';
import { type CostReport, type CostSource, placeOfReport } from './cost.ts';

/** What a call's cost is estimated from. */
export interface CostedRequest {
  /** The body, where it is JSON. */
  json: unknown;
  /**
   * The body's length; of one that is streamed, what its `content-length` says. Where that is not given either, it is
   * taken for 4,096, of which no estimate becomes more than a limit has.
   */
  bytes: number;
}

/** Says what a call will take of a unit: a number of at least 0, of which a fraction is rounded up. */
export type Estimator = (request: CostedRequest) => number;

/** What a cost is settled from: a response, or a stream's last event. */
export interface CostedAnswer {
  header(name: string): string | undefined;
  json(): unknown;
}

interface BuiltIn {
  estimate: Estimator;
  /** The places of `usage` that tell it, the first that is there counts; in a list, the sum of all. */
  usage: readonly (string | readonly string[])[];
}

const inOf = ['input_tokens', 'prompt_tokens', 'promptTokenCount', 'inputTokens'];
const outOf = ['output_tokens', 'completion_tokens', 'candidatesTokenCount', 'outputTokens'];
const sums = inOf.map((name, at) => [name, outOf[at] as string]);

const usages = ['usage', 'usageMetadata', 'response.usage', 'message.usage'];
const maxima = [
  'max_tokens',
  'max_completion_tokens',
  'max_output_tokens',
  'maxOutputTokens',
  'generationConfig.maxOutputTokens',
  'inferenceConfig.maxTokens',
];

/** About as long as a token of English text is, in bytes. */
const BYTES_PER_TOKEN = 4;

const inputTokens: Estimator = ({ bytes }) => bytes / BYTES_PER_TOKEN;
/** Of several maxima the highest; times the answers that are asked for. */
const outputTokens: Estimator = ({ json }) =>
  /* seam: maximum-of-a-request */ Math.max(0, ...maxima.map((path) => amountAt(json, path) ?? 0)) *
  Math.max(1, amountAt(json, 'n') ?? 1);

/** By their names in a contract. */
export const estimators: Readonly<Record<string, BuiltIn>> = {
  tokens: {
    estimate: (request) => inputTokens(request) + outputTokens(request),
    usage: ['total_tokens', 'totalTokenCount', 'totalTokens', ...sums],
  },
  'input-tokens': { estimate: inputTokens, usage: inOf },
  'output-tokens': { estimate: outputTokens, usage: outOf },
};

/**
 * What a call will take of a unit, by its contract: a whole number of at least 0.
 *
 * @param own estimators beside those that are built in
 * @throws OptionError for an estimator that is not known, and for one that returns anything but a number of at least 0
 */
export function estimateOf(
  source: CostSource,
  request: CostedRequest,
  own: Readonly<Record<string, Estimator>> = {},
): number {
  if (typeof source === 'number') return Math.ceil(source);
  if ('request' in source) {
    return Math.ceil(/* seam: cost-in-a-request */ amountAt(request.json, source.request) ?? source.otherwise);
  }
  const name = source.estimator;
  const estimate = Object.hasOwn(own, name) ? /* seam: estimator-of-an-app */ own[name] : estimators[name]?.estimate;
  const amount = estimate?.(request);
  if (isAmount(amount)) return Math.ceil(amount);
  throw new OptionError(`estimators.${name}`, 'let it return a number of at least 0.', amount);
}

/**
 * What an answer says that its call took; undefined if it does not say, NaN if what it says is no amount.
 *
 * @param source where the answer says nothing by a rule of its own, a built-in estimator knows where to look
 */
export function reportedCost(
  report: CostReport | undefined,
  source: CostSource,
  answer: CostedAnswer,
): number | undefined {
  if (report === undefined) {
    const builtIn = typeof source === 'object' && 'estimator' in source ? estimators[source.estimator] : undefined;
    return builtIn && /* seam: usage-of-an-answer */ usageOf(builtIn, answer.json());
  }
  const amount =
    'header' in report
      ? /* seam: cost-in-a-header */ toReport(answer.header(report.header))
      : /* seam: cost-in-a-body */ toReport(scalarAt(answer.json(), placeOfReport(report)));
  return amount === undefined ? undefined : Math.ceil(amount);
}

/** A stream may tell the parts of a sum in different events, and so in different places. */
function usageOf({ usage }: BuiltIn, json: unknown): number | undefined {
  let otherwise: number | undefined;
  for (const names of usage) {
    const amounts = [names].flat().map((name) => reportIn(json, name));
    if (!amounts.every((amount) => amount !== undefined)) continue;
    const sum = amounts.reduce((all, amount) => all + amount, 0);
    if (!Number.isNaN(sum)) return sum;
    otherwise = sum;
  }
  return otherwise;
}

function reportIn(json: unknown, name: string): number | undefined {
  for (const place of usages) {
    const amount = toReport(scalarAt(json, `${place}.${name}`));
    if (amount !== undefined) return amount;
  }
  return undefined;
}

const toReport = (value: unknown): number | undefined =>
  value === undefined || value === '' ? undefined : (toAmount(value) ?? Number.NaN);

const amountAt = (json: unknown, path: string): number | undefined => toAmount(scalarAt(json, path));

function toAmount(value: unknown): number | undefined {
  const amount = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return isAmount(amount) ? amount : undefined;
}

const isAmount = (value: unknown): value is number =>
  typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER;
