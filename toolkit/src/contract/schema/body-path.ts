import * as v from 'valibot';
import { parseBodyPath } from '../../http/body-path.ts';

export const bodyPath = v.pipe(
  v.string(),
  v.check(
    (path) => parseBodyPath(path) !== undefined,
    'give names with dots between them, and in brackets a position or a condition, as in errors[0].code, details[type=limit].wait',
  ),
);
