import type { CreateCaller } from './caller.ts';
import { createToolkitCaller } from './toolkit.ts';

/** The toolkit's client in a process that believes that it has the whole limit to itself. */
export const createUncoordinated: CreateCaller = async (orders, reports) => createToolkitCaller(orders, reports, {});
