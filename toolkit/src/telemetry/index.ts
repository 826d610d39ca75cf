export { durationBucketsSeconds, labelValues, metricNames, waitBucketsSeconds } from './names.ts';
