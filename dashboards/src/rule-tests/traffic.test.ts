import { expect, test } from 'vitest';
import { inputSeries, shapes, type Traffic } from './traffic.ts';

test('shapes are in the notation of promtool, and as long as the test', () => {
  expect(shapes.steady(20, 30)).toBe('0+20x30');
  expect(shapes.restarted(20, 30)).toBe('0+20x15 0+20x14');
  expect(shapes.once(20, 30)).toBe('0 20+0x29');
  expect(shapes.stopped(20, 30)).toBe('0+20x10 200+0x19');
});

test('slow calls are counted, and are missing below the boundary', () => {
  const traffic: Traffic = {
    provider: 'acme',
    operation: 'get',
    outcome: 'ok',
    calls: 10,
    slow: 3,
    shape: shapes.steady,
  };
  const labels = 'job="gateway",instance="gateway:1",provider="acme",operation="get",outcome="ok"';
  expect(inputSeries([traffic], 5, '2')).toEqual([
    { series: `evenkeel_call_duration_seconds_count{${labels}}`, values: '0+10x5' },
    { series: `evenkeel_call_duration_seconds_bucket{${labels},le="2"}`, values: '0+7x5' },
  ]);
  expect(inputSeries([traffic], 5)).toHaveLength(1);
});
