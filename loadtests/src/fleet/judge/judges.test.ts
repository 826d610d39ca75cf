import { describe, expect, it } from 'vitest';
import { discrepancies } from './accounts.ts';
import { gaugeComplaints } from './degraded.ts';
import { admitted, limit, refused } from './journal.fixture.ts';
import { limitUsed, slowestSecond } from './limit-used.ts';
import { penaltiesIn } from './penalties.ts';
import { callIdOf, workerOf } from './served.ts';

describe('penalties', () => {
  const fault = { ...refused(0), refusedBy: null };
  it.each([
    { why: 'none', journal: [admitted(0), admitted(1)], is: { penalties: 0, throttled: 0 } },
    { why: 'a 429 starts one', journal: [admitted(0), refused(1)], is: { penalties: 1, throttled: 1 } },
    { why: 'others belong to it', journal: [refused(1), refused(5_000)], is: { penalties: 1, throttled: 2 } },
    { why: 'until it is over', journal: [refused(5_001), refused(1)], is: { penalties: 2, throttled: 2 } },
    { why: "a fault's 429 is none", journal: [fault], is: { penalties: 0, throttled: 0 } },
  ])('$why', ({ journal, is }) => {
    expect(penaltiesIn(journal, limit.penaltyMs)).toEqual(is);
  });
});

describe('the use of the limit', () => {
  const three = [admitted(0), admitted(500), admitted(999)];
  it.each([
    { why: 'all of it', journal: three, span: { fromMs: 0, toMs: 1_000 }, used: 1 },
    { why: 'what comes at the end is outside', journal: three, span: { fromMs: 0, toMs: 999 }, used: 2 / 2.997 },
    { why: 'what came before is, too', journal: three, span: { fromMs: 1, toMs: 1_001 }, used: 2 / 3 },
    { why: 'a refusal uses nothing', journal: [refused(1)], span: { fromMs: 0, toMs: 1_000 }, used: 0 },
    { why: 'no span, no use', journal: three, span: { fromMs: 5, toMs: 5 }, used: 0 },
  ])('$why', ({ journal, span, used }) => {
    expect(limitUsed(journal, limit, span)).toBeCloseTo(used, 6);
  });

  it('has a slowest second, where there is a whole one', () => {
    expect(slowestSecond([...three, admitted(1_500)], limit, { fromMs: 0, toMs: 2_400 })).toBeCloseTo(1 / 3);
    expect(slowestSecond(three, limit, { fromMs: 0, toMs: 999 })).toBeNull();
  });
});

describe('accounts', () => {
  const journal = [admitted(0, 'w0.0'), admitted(1, 'w0.1'), admitted(2, 'w1.0')];
  it.each([
    {
      why: 'all add up',
      accounts: [
        [0, 2],
        [1, 1],
      ],
      killed: [],
      says: [],
    },
    {
      why: 'one was sent and is nowhere',
      accounts: [
        [0, 3],
        [1, 1],
      ],
      killed: [],
      says: ['Process 0 sent 3 requests'],
    },
    {
      why: 'one is there that nobody sent',
      accounts: [
        [0, 1],
        [1, 1],
      ],
      killed: [],
      says: ['the journal has 2 of it'],
    },
    { why: 'who was killed is not asked', accounts: [[0, 2]], killed: [1], says: [] },
    { why: 'who is not of the fleet', accounts: [[0, 2]], killed: [], says: ['1 requests of nobody in the fleet'] },
    {
      why: 'one that sent nothing at all',
      accounts: [
        [0, 2],
        [1, 1],
        [2, 5],
      ],
      killed: [],
      says: ['the journal has 0 of it'],
    },
  ])('$why', ({ accounts, killed, says }) => {
    const own = accounts.map(([worker = 0, attempts = 0]) => ({ worker, attempts }));
    expect(discrepancies(journal, own, killed)).toEqual(says.map((text) => expect.stringContaining(text)));
  });

  it('knows a process by its call ids', () => {
    expect(workerOf(admitted(0, callIdOf(12, 7)))).toBe(12);
    expect(workerOf(admitted(0, 'someone-else'))).toBeNull();
  });
});

describe('the degraded gauge', () => {
  const up = (atMs: number) => ({ atMs, degraded: true });
  const down = (atMs: number) => ({ atMs, degraded: false });
  const away = [{ fromMs: 1_000, toMs: 6_000 }];
  it.each([
    { why: 'goes up and comes back', transitions: [up(1_200), down(6_300)], absences: away, says: [] },
    { why: 'stays down', transitions: [], absences: [], says: [] },
    { why: 'never went up', transitions: [], absences: away, says: ['never noticed'] },
    { why: 'never came back', transitions: [up(1_200)], absences: away, says: ['never came back'] },
    { why: 'came back too late', transitions: [up(1_200), down(9_000)], absences: away, says: ['3000 ms after'] },
    {
      why: 'came back too early',
      transitions: [up(1_200), down(3_000)],
      absences: away,
      says: ['before the store was'],
    },
    {
      why: 'went up for nothing',
      transitions: [up(100), down(200)],
      absences: [],
      says: ['while the store was there'],
    },
    { why: 'is still up', transitions: [up(100)], absences: [], says: ['while the store was there', 'ended degraded'] },
  ])('$why', ({ transitions, absences, says }) => {
    const complaints = gaugeComplaints([{ worker: 3, transitions }], absences, 2_000);
    expect(complaints).toEqual(says.map((text) => expect.stringContaining(text)));
  });
});
