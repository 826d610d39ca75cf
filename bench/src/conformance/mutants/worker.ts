import { cases } from '../cases/index.ts';
import { evenkeel } from '../contestants/evenkeel.ts';
import { serve } from './serve.ts';

serve(cases, evenkeel);
