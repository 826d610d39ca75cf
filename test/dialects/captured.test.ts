import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as contracts from '../../examples/contracts/index.ts';
import { classifyResponse } from '../../toolkit/src/call/classify.ts';
import { ResponseMemory } from '../../toolkit/src/contract/rule.ts';
import { hintReaders, readHints } from '../../toolkit/src/http/read-hints.ts';
import { ReceivedResponse } from '../../toolkit/src/http/received-response.ts';
import { captured, NOW } from './captured.ts';

it.each(captured)('$contract.title: $what', ({ contract, status, headers = {}, body, means, waitMs, units = {} }) => {
  const all: Record<string, string> = { date: NOW, ...headers };
  const text = body === undefined ? '' : JSON.stringify(body);
  const response = new ReceivedResponse({ status, header: (name) => all[name], body: text });
  const rule = classifyResponse(contract, response, new ResponseMemory());
  const reading = readHints(contract.hints, response, {
    nowMs: Date.parse(NOW),
    class: rule.class,
    readers: hintReaders,
  });
  expect([rule.class, rule.retry]).toEqual(means);
  expect({ ...reading, units: Object.fromEntries(reading.units) }).toEqual({ waitMs, units, malformed: [] });
});

describe('the contracts of real APIs', () => {
  it('are twelve, each with answers that were captured', () => {
    const all = Object.values(contracts);
    expect(all).toHaveLength(12);
    expect(new Set(captured.map(({ contract }) => contract))).toEqual(new Set(all));
  });

  it.each(Object.values(contracts))('$name takes fewer than 60 lines', ({ name }) => {
    const file = `examples/contracts/${name.replaceAll('_', '-')}.ts`;
    expect(readFileSync(file, 'utf8').split('\n').length).toBeLessThan(60);
  });
});
