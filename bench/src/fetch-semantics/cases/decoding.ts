import {
  brotliCompressSync,
  constants,
  createGzip,
  deflateRawSync,
  deflateSync,
  gzipSync,
  zstdCompressSync,
} from 'node:zlib';
import type { FetchBugName } from '../bugs.ts';
import { lookOfBytes } from '../bytes.ts';
import type { FetchCase, FetchGroup } from '../fetch-case.ts';
import { lookAndText, lookOf, rejection } from '../looks.ts';
import { reply } from '../replies.ts';

const TEXT = 'grün, and again '.repeat(20);

type Row = [name: string, holds: string, bug: FetchBugName, encoding: string, body: Buffer];

const rows: Row[] = [
  ['gzip', 'gzip is decoded, and its headers stay', 'decodes again', 'gzip', gzipSync(TEXT)],
  [
    'headers',
    'the encoding and the length of what was sent stay in the headers',
    'hides the encoding',
    'gzip',
    gzipSync(TEXT),
  ],
  ['x-gzip', 'x-gzip is gzip', 'decodes again', 'x-gzip', gzipSync(TEXT)],
  ['deflate', 'deflate is decoded', 'decodes again', 'deflate', deflateSync(TEXT)],
  ['deflate-raw', 'deflate without its frame is decoded, too', 'decodes again', 'deflate', deflateRawSync(TEXT)],
  ['br', 'br is decoded', 'decodes again', 'br', brotliCompressSync(TEXT)],
  ['zstd', 'zstd is decoded', 'decodes again', 'zstd', zstdCompressSync(TEXT)],
  [
    'several',
    'several encodings are undone from the last to the first',
    'decodes again',
    'gzip, br',
    brotliCompressSync(gzipSync(TEXT)),
  ],
  ['upper-case', 'encodings may be written in upper case', 'decodes again', 'GZIP', gzipSync(TEXT)],
  ['identity', 'identity is left as it is', 'hides the encoding', 'identity', Buffer.from(TEXT)],
  ['unknown', 'what nobody can decode is left as it is', 'hides the encoding', 'x-own', gzipSync(TEXT)],
];

const decoded = rows.map(
  ([name, holds, bug, encoding, body]): FetchCase => ({
    name: `decoding-${name}`,
    holds,
    bug,
    async observe(fetch, server) {
      const url = await server.http(reply({ headers: { 'content-encoding': encoding }, body }));
      const response = await fetch(url);
      return { ...lookOf(response), bytes: lookOfBytes(await response.bytes()) };
    },
  }),
);

const broken: [name: string, holds: string, body: Buffer][] = [
  ['garbage', 'what is no gzip fails as it is read', Buffer.from('this is no gzip')],
  ['cut', 'gzip that is cut off fails as it is read, or gives what came', gzipSync(TEXT).subarray(0, 20)],
];

const failing = broken.map(
  ([name, holds, body]): FetchCase => ({
    name: `decoding-${name}`,
    holds,
    bug: name === 'garbage' ? 'ends a body that fails' : 'decodes again',
    async observe(fetch, server) {
      const url = await server.http(reply({ headers: { 'content-encoding': 'gzip' }, body }));
      const response = await fetch(url);
      const reading = response.text();
      return { end: await rejection(reading), text: await reading.catch(() => 'none') };
    },
  }),
);

export const decoding: FetchGroup = {
  topic: 'compression',
  cases: [
    ...decoded,
    ...failing,
    {
      name: 'decoding-asked-for',
      holds: 'the encodings that are asked for are those that are decoded',
      bug: 'asks for no compression',
      async observe(fetch, server) {
        const url = await server.http((exchange) => {
          const accepted = String(exchange.request.headers['accept-encoding']);
          const packed = { headers: { 'content-encoding': 'gzip' }, body: gzipSync(TEXT) };
          return reply(accepted.includes('gzip') ? packed : { body: TEXT })(exchange);
        });
        return lookAndText(await fetch(url));
      },
    },
    {
      name: 'decoding-as-it-comes',
      holds: 'what is flushed is decoded before the rest is written',
      bug: 'gathers the body',
      async observe(fetch, server) {
        const read = Promise.withResolvers<void>();
        const url = await server.http(async ({ response }) => {
          response.writeHead(200, { 'content-encoding': 'gzip' });
          const packer = createGzip({ flush: constants.Z_SYNC_FLUSH });
          packer.pipe(response);
          packer.write('first');
          await read.promise;
          packer.end('second');
        });
        const chunks: string[] = [];
        for await (const chunk of (await fetch(url)).body ?? []) {
          chunks.push(Buffer.from(chunk).toString());
          read.resolve();
        }
        return { first: chunks[0], whole: chunks.join('') };
      },
    },
    {
      name: 'decoding-head',
      holds: 'a HEAD of what is compressed has nothing to decode',
      bug: 'asks GET for HEAD',
      async observe(fetch, server) {
        const url = await server.http(reply({ headers: { 'content-encoding': 'gzip' }, body: gzipSync(TEXT) }));
        return lookAndText(await fetch(url, { method: 'HEAD' }));
      },
    },
  ],
};
