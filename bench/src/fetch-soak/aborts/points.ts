import type { AbortPoint } from './point.ts';
import { answerPoints } from './points/answers.ts';
import { backoffPoints } from './points/backoffs.ts';
import { flightPoints } from './points/flights.ts';
import { signalPoints } from './points/signals.ts';
import { waitPoints } from './points/waits.ts';

/** All points, in the order of a call's way, and then the ways of aborting it. */
export const abortPoints: readonly AbortPoint[] = [
  ...waitPoints,
  ...flightPoints,
  ...backoffPoints,
  ...answerPoints,
  ...signalPoints,
];
