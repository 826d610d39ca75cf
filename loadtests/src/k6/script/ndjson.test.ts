import { expect, it } from 'vitest';
import { payloadStatuses } from './ndjson.ts';

const fulfilled = '{"index":0,"status":"fulfilled","value":{}}';
const rejected = '{"index":1,"status":"rejected","httpStatus":502,"reason":{}}';

it.each([
  { why: 'one status a line', status: 200, body: `${fulfilled}\n${rejected}\n`, statuses: [200, 502] },
  { why: 'a stream cut between lines', status: 200, body: `${fulfilled}\n`, statuses: [200, 0] },
  { why: 'a stream cut within a line', status: 200, body: `${fulfilled}\n{"index":1,"sta`, statuses: [200, 0] },
  { why: 'a refused batch', status: 400, body: '{"error":{}}', statuses: [400, 400] },
  { why: 'no answer', status: 0, body: null, statuses: [0, 0] },
])('$why', ({ status, body, statuses }) => {
  expect(payloadStatuses(2, status, body)).toEqual(statuses);
});
