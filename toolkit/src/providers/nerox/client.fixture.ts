import type { Transport } from '../../http/transport.ts';
import { EventRecorder, FakeClock, ScriptedTransport, type SentRequest, seededRandom } from '../../testing/index.ts';
import { createClient, type NeroxClient, type NeroxOptions } from './client.ts';
import { type Course, FakeNerox } from './nerox.fixture.ts';

export const matrix = [
  [0, 1, 2],
  [1, 0, 1],
  [2, 1, 0],
];

/** A request's method and path. */
export const routeOf = ({ method, url }: Pick<SentRequest, 'method' | 'url'>): string =>
  `${method} ${new URL(url).pathname}`;

export interface SetUp {
  clock: FakeClock;
  nerox: FakeNerox;
  transport: ScriptedTransport;
  recorder: EventRecorder;
  client: NeroxClient;
  /** Another client of the same API. */
  another(options?: Partial<NeroxOptions>): Pick<SetUp, 'transport' | 'recorder' | 'client'>;
}

export function setUpNerox(
  course: Course | Course[] = {},
  { streams = true, ...options }: Partial<NeroxOptions> & { streams?: boolean } = {},
): SetUp {
  const clock = new FakeClock();
  const nerox = new FakeNerox(clock);
  nerox.courses = Array.isArray(course) ? [...course] : [course];
  const another: SetUp['another'] = (own = {}) => {
    const transport = new ScriptedTransport(clock, nerox.reply);
    // A transport without `open` cannot stream.
    if (!streams) Object.assign(transport as Transport, { open: undefined });
    const recorder = new EventRecorder();
    const client = createClient({
      apiKey: 'nrx_secret',
      baseUrl: 'http://nerox.test',
      tier: 'scale',
      transport,
      clock,
      random: seededRandom(1),
      onEvent: recorder.sink,
      ...options,
      ...own,
    });
    return { transport, recorder, client };
  };
  return { clock, nerox, another, ...another() };
}
