/// <reference path="../../../k6/sse/sse.d.ts" />
import * as module from 'k6/x/sse';

/** Server-sent events; undefined where the k6 that runs the script was built without them. */
export const sse: typeof module | undefined = module.open === undefined ? undefined : module;
