import { describe, expect, it, vi } from 'vitest';
import { runtimes } from './runtimes.fixture.ts';

describe.each(runtimes)(
  'AbortController of %s',
  (_name, { AbortController, AbortSignal, DOMException, EventTarget }) => {
    const abortError = expect.objectContaining({ name: 'AbortError', code: 20 });

    it('starts with a signal that is not aborted', () => {
      const { signal } = new AbortController();
      expect(signal).toBeInstanceOf(AbortSignal);
      expect(signal).toBeInstanceOf(EventTarget);
      expect([signal.aborted, signal.reason, signal.onabort]).toEqual([false, undefined, null]);
      expect(() => signal.throwIfAborted()).not.toThrow();
    });

    it.each([
      { why: 'an error', reason: new Error('enough') },
      { why: 'null', reason: null },
      { why: 'a text', reason: 'enough' },
      { why: '0', reason: 0 },
    ])('gives $why as the reason', ({ reason }) => {
      const controller = new AbortController();
      controller.abort(reason);
      expect(controller.signal.aborted).toBe(true);
      expect(controller.signal.reason).toBe(reason);
      let thrown: unknown = 'nothing';
      try {
        controller.signal.throwIfAborted();
      } catch (error) {
        thrown = error;
      }
      expect(thrown).toBe(reason);
    });

    it('makes a reason where it is given none', () => {
      const controller = new AbortController();
      controller.abort();
      expect(controller.signal.reason).toBeInstanceOf(DOMException);
      expect(controller.signal.reason).toEqual(abortError);
    });

    it('keeps the first reason, and tells of it once', () => {
      const controller = new AbortController();
      const told = vi.fn();
      controller.signal.addEventListener('abort', told);
      controller.abort('first');
      controller.abort('second');
      expect(controller.signal.reason).toBe('first');
      expect(told).toHaveBeenCalledOnce();
    });

    it('is aborted, with its reason, by the time the listeners hear of it', () => {
      const controller = new AbortController();
      const { signal } = controller;
      const heard: unknown[] = [];
      signal.addEventListener('abort', ({ type, target }) => heard.push(type, target, signal.aborted, signal.reason));
      controller.abort('why');
      expect(heard).toEqual(['abort', signal, true, 'why']);
    });

    it('tells nobody who came too late', () => {
      const controller = new AbortController();
      const told = vi.fn();
      controller.abort();
      controller.signal.addEventListener('abort', told);
      controller.abort();
      expect(told).not.toHaveBeenCalled();
    });

    it('has one onabort listener at a time', () => {
      const controller = new AbortController();
      const heard: string[] = [];
      controller.signal.onabort = () => void heard.push('first');
      controller.signal.onabort = () => void heard.push('second');
      controller.abort();
      expect(heard).toEqual(['second']);
    });

    it('has signals that were aborted from the start', () => {
      expect(AbortSignal.abort().reason).toEqual(abortError);
      expect(AbortSignal.abort('why').reason).toBe('why');
      expect(AbortSignal.abort().aborted).toBe(true);
    });

    it('alone makes signals', () => {
      expect(() => new AbortSignal()).toThrow(TypeError);
    });
  },
);
