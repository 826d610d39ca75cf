import type { ActiveFault, Fault } from './fault.ts';
import { readFields } from './fields.ts';

/** An active fault that hits all requests, with these fields of its own. */
export function active(fault: Fault, fields: object, more: Partial<ActiveFault> = {}): ActiveFault {
  return {
    id: 'f1',
    provider: 'nimbus',
    fault: fault.name,
    rate: 1,
    per: 'call',
    expiresAtMs: 0,
    draw: fault.name,
    fields: readFields(fault.fields, { ...fields }),
    hooks: fault,
    ...more,
  };
}
