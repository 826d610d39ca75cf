import fc from 'fast-check';
import { expect, it } from 'vitest';
import { runs } from '../../properties/runs.ts';
import { EventStreamParser, readEvents, type ServerSentEvent } from './event-stream.ts';

function read(...pieces: string[]): ServerSentEvent[] {
  const events: ServerSentEvent[] = [];
  const parser = new EventStreamParser((event) => events.push(event));
  for (const piece of pieces) parser.push(piece);
  return events;
}

const message = (data: string, id = '', event = 'message'): ServerSentEvent => ({ id, event, data });

it.each<[string, string, ServerSentEvent[]]>([
  ['one event', 'data: a\n\n', [message('a')]],
  ['several lines of data', 'data: a\ndata: b\n\n', [message('a\nb')]],
  ['a name and an id', 'id: 7\nevent: end\ndata: x\n\n', [message('x', '7', 'end')]],
  ['an id that stays', 'id: 7\ndata: x\n\ndata: y\n\n', [message('x', '7'), message('y', '7')]],
  ['a name that does not', 'event: end\ndata: x\n\ndata: y\n\n', [message('x', '', 'end'), message('y')]],
  ['an id without data', 'id: 8\n\ndata: y\n\n', [message('y', '8')]],
  ['a comment', ': heartbeat\n\ndata: a\n\n', [message('a')]],
  ['no space, and two', 'data:a\ndata:  b\n\n', [message('a\n b')]],
  ['data without a colon', 'data\n\n', [message('')]],
  ['an unknown field', 'retry: 10\nwhat: x\ndata: a\n\n', [message('a')]],
  ['an id with NUL, which is ignored', 'id: 1\0\ndata: a\n\n', [message('a')]],
  ['a byte order mark', '\uFEFFdata: a\n\n', [message('a')]],
  ['carriage returns', 'data: a\r\rdata: b\r\n\r\n', [message('a'), message('b')]],
  ['one that is cut off', 'data: a\n\ndata: b\n', [message('a')]],
])('reads %s', (_what, text, events) => {
  expect(read(text)).toEqual(events);
});

it('does not care where the pieces end', () => {
  const line = fc.constantFrom('data: a', 'data: ä', 'event: end', 'id: 3', ': hi', '', '', 'retry: 1');
  const lines = fc.array(fc.tuple(line, fc.constantFrom('\n', '\r', '\r\n')), { maxLength: 30 });
  fc.assert(
    fc.property(lines, fc.infiniteStream(fc.nat({ max: 6 })), (parts, lengths) => {
      const text = parts.map(([content, end]) => content + end).join('');
      const pieces: string[] = [];
      for (let at = 0; at < text.length; ) {
        const length = lengths.next().value as number;
        pieces.push(text.slice(at, at + length));
        at += length;
      }
      // A CR at a piece's end may be half of a CR LF: only the next piece tells.
      expect(read(...pieces)).toEqual(read(text));
    }),
    runs(),
  );
});

it('refuses an event without end', () => {
  const parser = new EventStreamParser(() => {});
  const push = (): void => {
    for (let n = 0; n < 20; n += 1) parser.push('x'.repeat(1024 * 1024));
  };
  expect(push).toThrow(RangeError);
});

it('yields events as their pieces come', async () => {
  const seen: string[] = [];
  async function* pieces(): AsyncGenerator<string> {
    yield 'data: a\n\nda';
    seen.push('second');
    yield 'ta: b\n\n';
  }
  for await (const { data } of readEvents(pieces())) seen.push(data);
  expect(seen).toEqual(['a', 'second', 'b']);
});
