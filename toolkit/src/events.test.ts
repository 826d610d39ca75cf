import { describe, expect, it, vi } from 'vitest';
import { combineSinks, type ResilienceEvent } from './events.ts';

const event: ResilienceEvent = { provider: 'nimbus', type: 'hint-ignored', name: 'retry-after' };

describe('combineSinks', () => {
  it('passes each event to all sinks, in order', () => {
    const heard: string[] = [];
    combineSinks([() => heard.push('a'), () => heard.push('b')])(event);
    expect(heard).toEqual(['a', 'b']);
  });

  it.each([
    {
      how: 'throws',
      sink: () => {
        throw new Error('broken sink');
      },
    },
    { how: 'rejects', sink: () => Promise.reject(new Error('broken sink')) },
  ])('keeps a sink that $how from the call and the other sinks, and tells of it', async ({ sink }) => {
    const told = vi.fn();
    const other = vi.fn();
    combineSinks([sink, other], told)(event);
    await Promise.resolve();
    expect(other).toHaveBeenCalledExactlyOnceWith(event);
    expect(told.mock.calls).toMatchObject([[{ message: 'broken sink' }]]);
  });

  it('adds the circuits’ states to the end of a client, of which it has seen the changes', () => {
    const heard: ResilienceEvent[] = [];
    const [one, other] = [combineSinks([(each) => heard.push(each)]), combineSinks([(each) => heard.push(each)])];
    const end = { provider: 'nimbus', type: 'client-closed', tier: 'free', ceiling: null, limits: [] } as const;
    one({ provider: 'nimbus', type: 'breaker-changed', upstream: 'base', from: 'closed', to: 'open' });
    one(end);
    other(end);
    expect(heard.slice(1)).toEqual([
      { ...end, circuits: { base: 'open' } },
      { ...end, circuits: {} },
    ]);
  });

  it('survives an onSinkError that throws itself', () => {
    const fail = (): never => {
      throw new Error('broken');
    };
    expect(() => combineSinks([fail], fail)(event)).not.toThrow();
  });

  it('survives an onSinkError that rejects', async () => {
    const rejections = vi.fn();
    process.on('unhandledRejection', rejections);
    const reject = (): Promise<never> => Promise.reject(new Error('broken'));
    combineSinks([reject], reject)(event);
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', rejections);
    expect(rejections).not.toHaveBeenCalled();
  });
});
