import type {
  Pool,
  Transport,
  TransportRequest,
  TransportResponse,
  TransportStream,
} from './index.d.mts';
import type {
  SubmissionLog,
} from './nerox.d.mts';
export declare class NodeTransport implements Transport {
  constructor({ connections, keepAlive, maxBodyBytes }: NodeTransportOptions);
  send(request: TransportRequest): Promise<TransportResponse>;
  open(request: TransportRequest): Promise<TransportStream>;
  resize(connections: number): void;
  close(): void;
}
export interface NodeTransportOptions extends Pool {
  maxBodyBytes?: number;
}
export interface FileSubmissionLog extends SubmissionLog {
  close(): Promise<void>;
}
export declare function createFileSubmissionLog(path: string): FileSubmissionLog;
