import { rangeError, show } from '../errors.ts';

/** @throws RangeError naming the option, its value and the remedy */
export function wholeNumber(field: string, value: unknown, min: number, max: number): void {
  if (!Number.isSafeInteger(value) || Number(value) < min || Number(value) > max) {
    throw rangeError(`${field} is ${show(value)}: give a whole number from ${min} to ${max}.`);
  }
}

/** @throws RangeError naming the option, its value and the remedy */
export function numberFrom(field: string, value: unknown, min: number, max: number): void {
  if (typeof value !== 'number' || !(value >= min && value <= max)) {
    throw rangeError(`${field} is ${show(value)}: give a number from ${min} to ${max}.`);
  }
}
