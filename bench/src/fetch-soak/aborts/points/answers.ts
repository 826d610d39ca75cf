import type { AbortPoint } from '../point.ts';
import { beginBody, beginGzip } from '../scripts.ts';
import type { AbortStage } from '../stage.ts';
import { ABORTED, type AbortScript } from '../upstream.ts';

/** Calls, and has the head of the answer. */
async function answered(stage: AbortStage, script: AbortScript): Promise<Response> {
  await stage.learn();
  stage.on(script);
  return stage.send(ABORTED, { signal: stage.signal });
}

const readerOf = ({ body }: Response): ReadableStreamDefaultReader<Uint8Array> =>
  (body as ReadableStream<Uint8Array>).getReader();

/** Reads so many pieces, and follows the read that waits for the next one. */
function reading(name: string, held: string, script: AbortScript, atLeastBytes: number): AbortPoint {
  return {
    name,
    held,
    async act(stage) {
      const reader = readerOf(await answered(stage, script));
      for (let bytes = 0; bytes < atLeastBytes; ) bytes += (await reader.read()).value?.length ?? atLeastBytes;
      stage.follow('the read', reader.read(), 'abort');
      stage.abort();
    },
  };
}

const piece = 'x'.repeat(65_536);

/** Where the head of the answer has come, and the body has not. */
export const answerPoints: readonly AbortPoint[] = [
  {
    name: 'before-the-body-is-read',
    held: 'when the headers have come, before the body is read',
    async act(stage) {
      const response = await answered(stage, beginBody(200, 'a piece'));
      stage.abort();
      stage.follow('the reading', response.text(), 'abort');
    },
  },
  {
    name: 'collecting-the-body',
    held: 'while text() waits for the rest of a body',
    async act(stage) {
      const response = await answered(stage, beginBody(200, 'a piece'));
      stage.follow('the reading', response.text(), 'abort');
      stage.abort();
    },
  },
  reading('first-piece-of-a-body', 'after the first piece of a body', beginBody(200, 'a piece'), 1),
  reading('middle-of-a-body', 'in the middle of a body', beginBody(200, piece, piece, piece), 3 * piece.length),
  reading('compressed-body', 'in the middle of a body that is compressed', beginGzip, 1),
  {
    name: 'clone',
    held: 'while a response and its clone are read',
    async act(stage) {
      const response = await answered(stage, beginBody(200, 'a piece'));
      const clone = response.clone();
      stage.follow('the reading', response.text(), 'abort');
      stage.follow('the reading of the clone', clone.text(), 'abort');
      stage.abort();
    },
  },
  {
    name: 'body-of-an-error',
    held: 'while the body of a 400 is read, which ends the call',
    async act(stage) {
      const reader = readerOf(await answered(stage, beginBody(400, 'a piece')));
      await reader.read();
      stage.follow('the read', reader.read(), 'abort');
      stage.abort();
    },
  },
  {
    name: 'after-the-end',
    held: 'right after its end',
    async act(stage) {
      await stage.learn();
      const response = await stage.send(ABORTED, { signal: stage.signal });
      const clone = response.clone();
      await response.text();
      stage.abort();
      stage.follow('the reading of a clone', clone.text(), 'value');
    },
  },
];
