import { type AnswerRow, answerCases } from '../answer-rows.ts';
import { lookOfBytes } from '../bytes.ts';
import type { FetchGroup } from '../fetch-case.ts';
import { lookOf, rejection } from '../looks.ts';

const json = { 'content-type': 'application/json' };
const binary = Buffer.from([0xff, 0xfe, 0, 0xc3, 0x28, 0x80]);

const rows: AnswerRow[] = [
  [
    'is-a-response',
    'it is a Response, and its methods work when they are borrowed',
    'hands out a Proxy',
    {},
    async (response) => [
      response instanceof Response,
      Object.prototype.toString.call(response),
      await Response.prototype.text.call(response),
    ],
  ],
  [
    'read-once',
    'a body can be read once',
    'can be read again',
    {},
    async (response) => {
      const first = await response.text();
      return {
        first,
        used: response.bodyUsed,
        again: await rejection(response.text()),
        json: await rejection(response.json()),
      };
    },
  ],
  [
    'clone',
    'a response and its clone are read apart',
    'is its own clone',
    { headers: json, body: '{"a":1}' },
    async (response) => {
      const clone = response.clone();
      return { clone: lookOf(clone), json: await clone.json(), used: response.bodyUsed, text: await response.text() };
    },
  ],
  [
    'clone-after',
    'a response is read before its clone',
    'is its own clone',
    {},
    async (response) => {
      const clone = response.clone();
      return [await response.text(), await clone.text(), await rejection(clone.text())];
    },
  ],
  [
    'clone-too-late',
    'a response that was read cannot be cloned',
    'clones what was read',
    {},
    async (response) => {
      await response.text();
      return rejection((async () => response.clone())());
    },
  ],
  [
    'clone-of-a-clone',
    'clones can be cloned',
    'is its own clone',
    { body: binary },
    async (response) => {
      const clone = response.clone();
      const other = clone.clone();
      return Promise.all([other, response, clone].map(async (each) => lookOfBytes(await each.bytes())));
    },
  ],
];

export const clones: FetchGroup = { topic: 'readers and clones', cases: answerCases(rows) };
