import { openTo } from '../by-path.ts';
import { inTurn } from '../in-turn.ts';
import type { PageCase, PageExchange, PageGroup } from '../page-case.ts';

const words = { 'evenkeel-priority': '5', 'evenkeel-tenant': 'a', 'evenkeel-max-wait-ms': '9000' };

/** The headers of a request that are ours, or the case's own. */
const told = ({ request }: PageExchange): string => {
  const names = Object.keys(request.headers).filter((name) => /^(?:evenkeel|x)-/.test(name));
  return ` with ${names.toSorted().join(', ') || 'nothing'}`;
};

const serve: PageCase['serve'] = (scene) => inTurn(scene, [{ headers: openTo() }], { also: told });

export const pageWords: PageGroup = {
  topic: 'headers that are meant for us',
  cases: [
    {
      name: 'page-words-are-taken-out',
      holds: 'they are taken out of an init and of a Request, and all others stay',
      bug: 'lets its words leave',
      serve,
      async observe({ fetch, url }) {
        const init = { headers: { ...words, 'x-own': '1' } };
        return [
          await (await fetch(`${url}/init`, init)).text(),
          await (await fetch(new Request(`${url}/a`, init))).text(),
        ];
      },
      expected: { client: ['ok', 'ok'], server: ['GET /init with x-own', 'GET /a with x-own'] },
    },
    {
      name: 'page-words-in-no-preflight',
      holds: 'a preflight asks for the headers of the caller, and for none of ours',
      bug: 'lets its words leave',
      serve,
      observe: async ({ fetch, other }) => (await fetch(`${other}/a`, { headers: { ...words, 'x-own': '1' } })).text(),
      expected: { client: 'ok', server: ['OPTIONS /a for x-own', 'GET /a with x-own'] },
    },
    {
      name: 'page-words-need-no-preflight',
      holds: 'a call that only has headers for us is as simple as one without',
      bug: 'is plain fetch',
      serve,
      observe: async ({ fetch, other }) => (await fetch(`${other}/a`, { headers: words })).text(),
      expected: { client: 'ok', server: ['GET /a with nothing'] },
    },
  ],
};
