import { afterEach, describe, expect, it, vi } from 'vitest';
import { Event as ShimmedEvent, EventTarget as ShimmedTarget } from './event-target.ts';
import { runtimes } from './runtimes.fixture.ts';

describe.each(runtimes)('EventTarget of %s', (_name, { Event, EventTarget }) => {
  function listenedTo() {
    const target = new EventTarget();
    const heard: string[] = [];
    const tell = (name: string) => (): void => {
      heard.push(name);
    };
    return { target, heard, a: tell('a'), b: tell('b'), c: tell('c') };
  }

  it('tells the listeners of the type, in order', () => {
    const { target, heard, a, b, c } = listenedTo();
    target.addEventListener('x', a);
    target.addEventListener('y', c);
    target.addEventListener('x', b);
    expect(target.dispatchEvent(new Event('x'))).toBe(true);
    expect(heard).toEqual(['a', 'b']);
  });

  it('hands them the event, with itself as target and as this', () => {
    const target = new EventTarget();
    const event = new Event('x');
    const heard: unknown[] = [];
    target.addEventListener('x', function (this: unknown, given) {
      heard.push(this, given, given.target, given.type);
    });
    target.dispatchEvent(event);
    expect(heard).toEqual([target, event, target, 'x']);
  });

  it('takes an object with handleEvent', () => {
    const target = new EventTarget();
    const heard: unknown[] = [];
    const listener = { handleEvent: (event: unknown) => heard.push(event) };
    const event = new Event('x');
    target.addEventListener('x', listener);
    target.dispatchEvent(event);
    expect(heard).toEqual([event]);
  });

  it('tells a listener once, however often it was added', () => {
    const { target, heard, a } = listenedTo();
    target.addEventListener('x', a);
    target.addEventListener('x', a);
    target.dispatchEvent(new Event('x'));
    expect(heard).toEqual(['a']);
  });

  it('forgets a listener that was removed, and after the first event one that asked for it', () => {
    const { target, heard, a, b } = listenedTo();
    target.addEventListener('x', a);
    target.addEventListener('x', b, { once: true });
    target.dispatchEvent(new Event('x'));
    target.removeEventListener('x', a);
    target.dispatchEvent(new Event('x'));
    expect(heard).toEqual(['a', 'b']);
  });

  it('tells nobody who was removed or added while it tells', () => {
    const { target, heard, a, b } = listenedTo();
    target.addEventListener('x', () => {
      target.removeEventListener('x', a);
      target.addEventListener('x', b);
    });
    target.addEventListener('x', a);
    target.dispatchEvent(new Event('x'));
    expect(heard).toEqual([]);
    target.dispatchEvent(new Event('x'));
    expect(heard).toEqual(['b']);
  });
});

describe('a listener that throws', () => {
  afterEach(() => vi.useRealTimers());

  it('stops no other, and is reported where nobody catches it', () => {
    vi.useFakeTimers();
    const target = new ShimmedTarget();
    const heard = vi.fn();
    target.addEventListener('x', () => {
      throw new Error('broken listener');
    });
    target.addEventListener('x', heard);
    target.dispatchEvent(new ShimmedEvent('x'));
    expect(heard).toHaveBeenCalledOnce();
    expect(() => vi.runAllTimers()).toThrow('broken listener');
  });
});
