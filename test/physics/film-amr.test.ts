/**
 * Anisotropic magnetoresistance of uniform films, rho = (1 + amr m m^T)/sigma (McGuire & Potter 1975): resistance along and across the current, and the
 * planar Hall voltage between two probes across a long strip.
 */
import { describe, it } from 'vitest';
import type { SceneInput } from '../../src/scene/schema.js';
import { backends } from '../support/library.js';
import { near, small } from '../support/measured.js';
import { runFilm } from '../support/oracle/filmRun.js';

const amr = 0.03, sigma = 4e6, j = 1e10, d = 5e-9, dz = 4e-9;

/** A strip that carries j along x, m at an angle phi to it in the plane; the first row of its table. */
async function strip(cells: [number, number], phi: number, backend: 'cpu' | 'gpu', out = 0) {
  const [nx, ny] = cells, I = j * ny * d * dz;
  const scene: SceneInput = {
    grid: { cells, cellSize: [d, d, dz] },
    material: { Ms: 8e5, A: 1.3e-11, alpha: 0.1 },
    initial: { kind: 'uniform', m: [Math.cos(phi), Math.sin(phi), out] },
    transport: {
      polarization: 0.6, conductivity: sigma, closure: 'circuit', amr,
      leads: [{ name: 'in', edge: 'left', current: I }, { name: 'out', edge: 'right', voltage: 0 }],
      probes: [{ name: 'bottom', at: [(nx / 2) * d, 0] }, { name: 'top', at: [(nx / 2) * d, ny * d] }, { name: 'before', at: [(nx / 4) * d, 0] }, { name: 'after', at: [(nx / 4) * 3 * d, 0] }],
    },
    run: { duration: 1e-15, method: 'rk4', fixedStep: 1e-15 },
    output: { sampleEvery: 1e-15 },
  };
  const r = await runFilm(scene, backend), at = (name: string) => r.column(name)[0];
  return { R: (at('U_in') - at('U_out')) / I, hall: at('V_top') - at('V_bottom'), along: (at('V_before') - at('V_after')) / ((nx / 2) * d), cut: (nx * d) / (sigma * ny * d * dz) };
}

describe.each(backends)('%s: anisotropic magnetoresistance', (backend) => {
  const exact = backend === 'cpu' ? 1e-9 : 1e-5;
  it('m along, across and out of the plane: (1 + amr) to 1 to 1', async () => {
    const along = await strip([12, 5], 0, backend), across = await strip([12, 5], Math.PI / 2, backend), out = await strip([12, 5], 0, backend, 1e9);
    near('along', along.R, (1 + amr) * along.cut, exact);
    near('across', across.R, across.cut, exact);
    near('out of the plane', out.R, out.cut, exact);
  });

  it('m at an angle: E_y = rho amr mx my j between two probes far from the leads, E_x = rho (1 + amr mx^2) j', async () => {
    for (const phi of backend === 'cpu' ? [Math.PI / 4, -Math.PI / 4, 0.3] : [-Math.PI / 4]) {
      const { hall, along } = await strip([64, 8], phi, backend), height = 8 * d;
      // the leads short the transverse field, which comes back as exp(-pi x/height)
      near('planar Hall', hall, (-amr * Math.cos(phi) * Math.sin(phi) * j * height) / sigma, backend === 'cpu' ? 2e-5 : 1e-3); // 5e-6; 2e-4 in float32
      near('along', along, ((1 + amr * Math.cos(phi) ** 2) * j) / sigma, backend === 'cpu' ? 1e-6 : 1e-4); // 1e-7
    }
    if (backend === 'cpu') small('none for m along an axis', (await strip([64, 8], 0, backend)).hall / ((amr * j * 8 * d) / sigma), 1e-8);
  });
});
