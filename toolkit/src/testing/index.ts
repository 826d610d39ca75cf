export { type EventOf, EventRecorder } from './event-recorder.ts';
export { FakeClock } from './fake-clock.ts';
export { type Reply, ScriptedTransport, type SentRequest } from './scripted-transport.ts';
export { seededRandom } from './seeded-random.ts';
