import { DOMException } from './dom-exception.ts';

/** Copies what JSON could carry, and cycles. It refuses all else that the platform's own copies, such as a Map. */
export function structuredClone<T>(value: T): T {
  return clone(value, new Map()) as T;
}

function clone(value: unknown, copies: Map<object, object>): unknown {
  if (typeof value === 'function' || typeof value === 'symbol') throw uncloneable(value);
  if (typeof value !== 'object' || value === null) return value;
  const known = copies.get(value);
  if (known !== undefined) return known;
  if (!Array.isArray(value) && Object.prototype.toString.call(value) !== '[object Object]') throw uncloneable(value);
  const copy = Array.isArray(value) ? new Array<unknown>(value.length) : {};
  copies.set(value, copy);
  for (const [key, field] of Object.entries(value)) {
    // Defined and not assigned, since a field may be called __proto__.
    const own = { value: clone(field, copies), writable: true, enumerable: true, configurable: true };
    Object.defineProperty(copy, key, own);
  }
  return copy;
}

const uncloneable = (value: unknown): DOMException =>
  new DOMException(`${String(value)} could not be cloned.`, 'DataCloneError');
