/** Twin of shaders/film/respond.wgsl: dm/dt of a film without a current, and how each cell answers an electric field. */
import type { Twin } from '../../plan/types.js';
import { sweep } from './rate.js';

export const respond: Twin = (buffers, constants, _groups, [s]) => sweep(buffers, constants, s, true);
