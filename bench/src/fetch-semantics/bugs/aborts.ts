import { type FetchBugs, onCall, onResponse, overridden, signalOf } from './plant.ts';

/** Of what becomes of a signal. */
export const abortBugs = {
  'drops the signal': {
    does: 'does not pass it on',
    plant: onCall((input, init) => [input, { ...init, signal: null }]),
  },
  'only stops waiting': {
    does: 'rejects, and lets the request go on',
    plant: (fetch) => async (input, init) => {
      const signal = signalOf(input, init ?? {});
      if (signal === null || signal.aborted) return fetch(input, init);
      const aborted = Promise.withResolvers<never>();
      signal.addEventListener('abort', () => aborted.reject(signal.reason), { once: true });
      return Promise.race([fetch(input, { ...init, signal: null }), aborted.promise]);
    },
  },
  'sends what is aborted already': {
    does: 'looks at the signal after the request has left',
    plant: (fetch) => async (input, init) => {
      const signal = signalOf(input, init ?? {});
      if (!signal?.aborted) return fetch(input, init);
      await fetch(input, { ...init, signal: null }).catch(() => undefined);
      throw signal.reason;
    },
  },
  'has a reason of its own': {
    does: 'rejects with an AbortError, whatever the reason is',
    plant: (fetch) => async (input, init) => {
      try {
        return await fetch(input, init);
      } catch (error) {
        if (!signalOf(input, init ?? {})?.aborted) throw error;
        throw new DOMException('The call was aborted.', 'AbortError');
      }
    },
  },
  'wraps reasons': {
    does: 'makes an Error of a reason that is none',
    plant: (fetch) => async (input, init) => {
      try {
        return await fetch(input, init);
      } catch (error) {
        throw error instanceof Error ? error : new Error(String(error));
      }
    },
  },
  'forgets the signal at the headers': {
    does: 'takes a call for ended when the headers are there',
    plant: (fetch) => async (input, init) => {
      const signal = signalOf(input, init ?? {});
      if (signal === null || signal.aborted) return fetch(input, init);
      const own = new AbortController();
      const abort = (): void => own.abort(signal.reason);
      signal.addEventListener('abort', abort);
      try {
        return await fetch(input, { ...init, signal: own.signal });
      } finally {
        signal.removeEventListener('abort', abort);
      }
    },
  },
  'aborts all calls together': {
    does: 'has one signal for all calls',
    plant: (fetch) => {
      const all = new AbortController();
      return async (input, init) => {
        const signal = signalOf(input, init ?? {});
        signal?.addEventListener('abort', () => all.abort(signal.reason));
        return fetch(input, { ...init, signal: all.signal });
      };
    },
  },
  "hears a Request's signal always": {
    does: 'listens to it, too, where the init has another',
    plant: onCall((input, init) => {
      if (!(input instanceof Request) || init.signal === undefined) return [input, init];
      return [input, { ...init, signal: init.signal ? AbortSignal.any([init.signal, input.signal]) : input.signal }];
    }),
  },
  "drops a Request's signal": {
    does: 'listens only to a signal of the init',
    plant: onCall((input, init) => [input, { ...init, signal: init.signal ?? null }]),
  },
  'fails after the end': {
    does: 'goes by the signal, even where all has come',
    plant: onResponse((response, input, init) => {
      const clone = response.clone.bind(response);
      const guarded = (copy: Response): Response => {
        const text = copy.text.bind(copy);
        return overridden(copy, {
          text: async () => {
            signalOf(input, init)?.throwIfAborted();
            return text();
          },
        });
      };
      return overridden(response, { clone: () => guarded(clone()) });
    }),
  },
  'takes anything for a signal': {
    does: 'leaves out a signal that is none',
    plant: onCall((input, init) => [input, init.signal instanceof AbortSignal ? init : { ...init, signal: null }]),
  },
} satisfies FetchBugs;
