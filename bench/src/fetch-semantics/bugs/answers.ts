import { type FetchBugs, onResponse, overridden } from './plant.ts';

/** Of the response as an object. */
export const answerBugs = {
  'makes a new Response': {
    does: 'loses url, redirected and type',
    plant: onResponse((response) => new Response(response.body, response)),
  },
  'reads the body first': {
    does: 'reads the body before it returns',
    plant: onResponse(async (response) => {
      const body = response.body && (await response.arrayBuffer());
      const { status, statusText, headers, url, redirected, type } = response;
      return overridden(new Response(body, { status, statusText, headers }), { url, redirected, type });
    }),
  },
  'makes a text of the body': {
    does: 'reads the body as text, and gives that',
    plant: onResponse(async (response) => {
      const { url, redirected, type } = response;
      if (response.body === null) return response;
      return overridden(new Response(await response.text(), response), { url, redirected, type });
    }),
  },
  'uses up JSON': {
    does: 'reads JSON to classify it, and gives the response that was read',
    plant: onResponse(async (response) => {
      if (response.headers.get('content-type')?.includes('json')) await response.json().catch(() => undefined);
      return response;
    }),
  },
  'uses up bodies': {
    does: 'reads what is short, and gives the response that was read',
    plant: onResponse(async (response) => {
      if (Number(response.headers.get('content-length') ?? 1e9) < 1e6) await response.arrayBuffer();
      return response;
    }),
  },
  'hands out a Proxy': {
    does: 'gives a Proxy of the response',
    plant: onResponse((response) => new Proxy(response, {})),
  },
  'loses the status text': {
    does: 'gives the status alone',
    plant: onResponse((response) => overridden(response, { statusText: '' })),
  },
  'keeps one cookie': {
    does: 'makes an object of the headers',
    plant: onResponse((response) => {
      const headers = new Headers(Object.fromEntries(response.headers));
      return overridden(response, { headers });
    }),
  },
  'lets headers be changed': {
    does: 'gives a copy of the headers',
    plant: onResponse((response) => overridden(response, { headers: new Headers(response.headers) })),
  },
  'can be read again': {
    does: 'reads a clone for each reader',
    plant: onResponse((response) => overridden(response, { text: () => response.clone().text() })),
  },
  'is its own clone': {
    does: 'gives itself as its clone',
    plant: onResponse((response) => overridden(response, { clone: () => response })),
  },
  'clones what was read': {
    does: 'gives an empty clone where there is nothing to be cloned',
    plant: onResponse((response) => {
      const clone = response.clone.bind(response);
      return overridden(response, { clone: () => (response.bodyUsed ? new Response() : clone()) });
    }),
  },
  'gives a body where there is none': {
    does: 'gives an empty stream for null',
    plant: onResponse((response) =>
      response.body === null ? overridden(response, { body: new Response('').body }) : response,
    ),
  },
  'gives no body where it is empty': {
    does: 'gives null for an empty stream',
    plant: onResponse((response) =>
      response.headers.get('content-length') === '0' ? overridden(response, { body: null }) : response,
    ),
  },
  'throws at a bad status': {
    does: 'rejects where ok is false',
    plant: onResponse((response) => {
      if (response.ok) return response;
      throw new Error(`status ${response.status}`);
    }),
  },
  'goes by the charset': {
    does: 'decodes text by the charset of the content type',
    plant: onResponse((response) => {
      const charset = /charset=([\w-]+)/.exec(response.headers.get('content-type') ?? '')?.[1] ?? 'utf-8';
      const bytes = response.arrayBuffer.bind(response);
      return overridden(response, { text: async () => new TextDecoder(charset).decode(await bytes()) });
    }),
  },
  'keeps the byte order mark': {
    does: 'decodes text with what stands before it',
    plant: onResponse((response) => {
      const bytes = response.arrayBuffer.bind(response);
      return overridden(response, { text: async () => Buffer.from(await bytes()).toString() });
    }),
  },
  'forgets the content type': {
    does: 'gives a Blob without a type',
    plant: onResponse((response) => {
      const bytes = response.arrayBuffer.bind(response);
      return overridden(response, { blob: async () => new Blob([await bytes()]) });
    }),
  },
  'reads forms as parameters': {
    does: 'knows one kind of form',
    plant: onResponse((response) => {
      const text = response.text.bind(response);
      const formData = async (): Promise<FormData> => {
        const form = new FormData();
        for (const [name, value] of new URLSearchParams((await text()).trim())) form.append(name, value.trim());
        return form;
      };
      return overridden(response, { formData });
    }),
  },
} satisfies FetchBugs;
