import { describe, expect, it } from 'vitest';
import { readBroadcast, readReply } from './wire.ts';

const pool = {
  revoked: false,
  recovering: false,
  epoch: 0,
  granted: [
    [0, 1],
    [12.5, 2],
  ],
  target: 3,
  lacking: 0,
  wanted: 7,
};
const reply = { members: 2, missed: 0, joined: true, pools: { base: pool }, pauses: { base: 40 }, announce: ['base'] };
const asked = {
  pools: { base: { total: 3, cycleMs: 2_003, held: 1, want: 3, needs: 0, turn: 0, released: [], epoch: 0 } },
};

const withPool = (part: object) => ({ ...reply, pools: { base: { ...pool, ...part } } });

describe('readReply', () => {
  it('reads what the script writes, whose empty lists are objects', () => {
    expect(readReply(JSON.stringify(reply), asked)).toEqual(reply);
    const empty = { ...withPool({ granted: {} }), announce: {} };
    expect(readReply(JSON.stringify(empty), asked)).toEqual({ ...withPool({ granted: [] }), announce: [] });
  });

  it.each<[what: string, text: string, field: string]>([
    ['pools that were asked about are missing', JSON.stringify({ ...reply, pools: {} }), 'pools.base'],
    ['nothing but pools is there', '{"pools":{}}', 'members'],
    ['there are no pauses', JSON.stringify({ ...reply, pauses: undefined }), 'pauses'],
    ['a pause has no time', JSON.stringify({ ...reply, pauses: { base: '9' } }), 'pauses.base'],
    ['a pause never ends', JSON.stringify(reply).replace('40', '1e999'), 'pauses.base'],
    ['members are no number', JSON.stringify({ ...reply, members: 'many' }), 'members'],
    ['there are fewer members than none', JSON.stringify({ ...reply, missed: -1 }), 'missed'],
    [
      'more is granted than there is',
      JSON.stringify(
        withPool({
          granted: [
            [0, 2],
            [5, 2],
          ],
        }),
      ),
      'pools.base.granted',
    ],
    ['a grant is no time', JSON.stringify(withPool({ granted: [[null, 1]] })), 'pools.base.granted'],
    ['grants are a table with entries', JSON.stringify(withPool({ granted: { 2: 0 } })), 'pools.base.granted'],
    ['a target is above the total', JSON.stringify(withPool({ target: 4 })), 'pools.base.target'],
    ['a target is half a token', JSON.stringify(withPool({ target: 1.5 })), 'pools.base.target'],
    ['there is no epoch', JSON.stringify(withPool({ epoch: undefined })), 'pools.base.epoch'],
    ['it is no object', '7', 'value'],
  ])('refuses a reply where %s', (_what, text, field) => {
    const error = { code: 'STORE_REPLY_INVALID', message: `Redis gave a reply with a wrong "${field}".` };
    expect(() => readReply(text, asked)).toThrow(expect.objectContaining(error));
  });

  it('refuses what is no JSON, and does not repeat it', () => {
    const error = { code: 'STORE_REPLY_INVALID', message: 'Redis gave a reply that is no JSON.' };
    expect(() => readReply('<secret>', asked)).toThrow(expect.objectContaining(error));
  });
});

describe('readBroadcast', () => {
  it.each([
    { from: 'x', pools: ['base'], members: 3 },
    { from: 'x', partition: '', forMs: 3_000 },
  ])('reads %j', (broadcast) => {
    expect(readBroadcast(JSON.stringify(broadcast))).toEqual(broadcast);
  });

  it.each([
    '{',
    'null',
    '1',
    '{"from":1}',
    '{"from":"x"}',
    '{"from":"x","partition":"l","forMs":"9"}',
    '{"from":"x","partition":"l","forMs":-1}',
    '{"from":"x","partition":"l","forMs":1e999}',
    '{"from":"x","partition":2}',
    '{"from":"x","pools":["base",7],"members":2}',
    '{"from":"x","pools":["base"],"members":-2}',
    '{"from":"x","pools":["base"]}',
    JSON.stringify({ from: 'x', partition: 'p'.repeat(301), forMs: 9 }),
    JSON.stringify({ from: 'x', pools: new Array(1_001).fill('base'), members: 2 }),
  ])('passes over %.60s', (message) => {
    expect(readBroadcast(message)).toBeUndefined();
  });
});
