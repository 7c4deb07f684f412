/** What a wall does under a steady drive, from the second half of its run. */
import type { Scene } from '../scene/schema.js';
import type { Summary } from './summary.js';

export const REGIMES = ['pinned', 'viscous', 'precessing'] as const;
export type Regime = (typeof REGIMES)[number];

/** Share of its width by which a pinned wall may still creep to its rest. */
const CREEP = 0.1;

/**
 * `precessing` where the wall has turned by more than a quarter turn, `pinned` where it has neither turned nor moved by a tenth of its
 * width, `viscous` where it has only moved. null without a wall, and where its angle is not known.
 */
export function regimeOf(scene: Scene, { mean, final }: Pick<Summary, 'mean' | 'final'>): Regime | null {
  const width = final.wall_width ?? null;
  if (mean.wall_v === null || mean.phi_rate === null || width === null) return null;
  const span = scene.run.duration / 2;
  if (Math.abs(mean.phi_rate) * span > Math.PI / 2) return 'precessing';
  return Math.abs(mean.wall_v) * span < CREEP * width ? 'pinned' : 'viscous';
}
