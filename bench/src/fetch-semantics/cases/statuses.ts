import { type AnswerRow, answerCases } from '../answer-rows.ts';
import type { FetchGroup } from '../fetch-case.ts';
import { lookAndText, rejection } from '../looks.ts';

const json = { 'content-type': 'application/json' };

const rows: AnswerRow[] = [
  [
    'look',
    'a response tells url, type, status and headers',
    'makes a new Response',
    { status: 201, headers: { 'x-one': '1' } },
    lookAndText,
  ],
  [
    'status-text',
    'the status text is the one that the server wrote',
    'loses the status text',
    { statusText: 'Very Well' },
    lookAndText,
  ],
  ['status-204', '204 has no body', 'gives a body where there is none', { status: 204, body: null }, lookAndText],
  ['status-205', '205 has no body', 'gives a body where there is none', { status: 205, body: null }, lookAndText],
  [
    'status-304',
    '304 is given to the caller, without a body',
    'throws at a bad status',
    { status: 304, body: null, headers: { etag: '"a"' } },
    lookAndText,
  ],
  [
    'status-404',
    'a bad status is a response like any other',
    'throws at a bad status',
    { status: 404, body: 'not here' },
    lookAndText,
  ],
  [
    'status-unknown',
    'a status that nobody knows is a response like any other',
    'throws at a bad status',
    { status: 499, statusText: 'Own', body: 'own' },
    lookAndText,
  ],
  ['status-299', 'any 2xx is ok', 'loses the status text', { status: 299, statusText: 'Own' }, lookAndText],
  [
    'empty',
    'an empty body is a stream, and the text is empty',
    'gives no body where it is empty',
    { body: '' },
    lookAndText,
  ],
  [
    'empty-json',
    'an empty body is no JSON',
    'uses up JSON',
    { body: '', headers: json },
    (response) => rejection(response.json()),
  ],
];

export const statuses: FetchGroup = { topic: 'statuses and empty bodies', cases: answerCases(rows) };
