import cp from 'node:child_process';
import { syncBuiltinESMExports } from 'node:module';
import { Server, Socket } from 'node:net';

/*
 * Loaded before the unit tests. It makes them fail if they start a process or open a socket, so that on any machine
 * they take only the time that they compute.
 */

const refuse = (what: string, remedy: string) => (): never => {
  throw new Error(`A unit test ${what}: call the file X.${remedy}.test.ts, or hand it what it needs.`);
};
const connects = refuse('opens a socket', 'wire');
const starts = refuse('starts a process', 'process');

Socket.prototype.connect = connects;
Server.prototype.listen = connects;
// `spawn`, `fork`, `exec` and `execFile` all call this.
Object.assign((cp as unknown as { ChildProcess: { prototype: object } }).ChildProcess.prototype, { spawn: starts });
cp.spawnSync = starts;
cp.execSync = starts;
cp.execFileSync = starts;
syncBuiltinESMExports();
