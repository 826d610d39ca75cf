import { parentPort } from 'node:worker_threads';
import { problems } from './problems.ts';
import { serve } from './serve.ts';

if (parentPort !== null) serve(parentPort, problems);
