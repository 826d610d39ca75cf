import { describe, expect, it } from 'vitest';
import { OptionError } from '../errors/errors.ts';
import { fillPath } from './write-request.ts';

describe('fillPath', () => {
  it.each([
    ['/{network}/agents/{agent}', { network: 'base', agent: 'price' }, '/base/agents/price'],
    ['/x/{id}', { id: 'a/../b c?d' }, '/x/a%2F..%2Fb%20c%3Fd'],
    ['/x', { id: 'unused' }, '/x'],
    ['/{+path}', { path: 'v1/models' }, '/v1/models'],
    ['/{+path}', { path: '/v1/models/' }, '/v1/models/'],
    ['/{+path}', { path: 'a b/c?d' }, '/a%20b/c%3Fd'],
  ])('%s with %o is %s', (path, params, expected) => {
    expect(fillPath(path, params)).toBe(expected);
  });

  it.each([undefined, '', '.', '..', 'half\ud800'])('refuses %j as a parameter', (id) => {
    expect(() => fillPath('/x/{id}', id === undefined ? {} : { id })).toThrow(OptionError);
  });

  it.each([undefined, '', '..', 'a/../b', 'a//b', './a', '//a', 'a/half\ud800'])('refuses %j as a path', (path) => {
    expect(() => fillPath('/{+path}', path === undefined ? {} : { path })).toThrow(OptionError);
  });
});
