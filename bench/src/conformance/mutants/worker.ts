import { evenkeel } from '../contestants/evenkeel.ts';
import { casesOf, loadRooms } from '../rooms.ts';
import { serve } from './serve.ts';

serve(casesOf(await loadRooms()), evenkeel);
