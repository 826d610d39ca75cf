import { count } from './meter.ts';
import { post, type Request } from './post.ts';

/** Makes one call and counts it. */
export function call(request: Request): void {
  const response = post(request, 'none');
  count(request.operation, response.status, response.timings.duration);
}
