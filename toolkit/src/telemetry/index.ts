export { durationBucketsSeconds, labelValues, metricNames, waitBucketsSeconds } from './names.ts';
export { createLogSink, type EventLogger } from './pino.ts';
