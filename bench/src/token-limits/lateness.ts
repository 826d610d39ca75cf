import type { Histogram } from 'node:perf_hooks';

/**
 * How often a process looks how late it is, in milliseconds. 32 processes that looked each millisecond would take a third
 * of two cores for that alone, and be late by it.
 */
export const LOOK_MS = 20;

/** How late a process was itself at worst, in milliseconds: a histogram counts the time from look to look. */
export const lateBy = ({ max }: Pick<Histogram, 'max'>): number => Math.max(0, max / 1e6 - LOOK_MS);
