export { NodeTransport, type NodeTransportOptions } from './http/node-transport.ts';
export { createFileSubmissionLog, type FileSubmissionLog } from './providers/nerox/file-submission-log.ts';
