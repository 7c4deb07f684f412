/** Draws a film with WebGPU: one on the solver's device from the solver's own buffer, any other from a buffer that it is copied to. */
import type { GpuState } from 'spinmotive';
import type { Camera, Point } from './camera.js';
import colour from './colour.wgsl?raw';
import { openMemory } from './device.js';
import film from './film.wgsl?raw';
import { GpuLayer } from './gpuLayer.js';
import { arrowsOf, type Painter } from './painter.js';

const OVER: GPUBlendComponent = { srcFactor: 'one', dstFactor: 'one-minus-src-alpha' };

export class GpuPainter extends GpuLayer implements Painter {
  private readonly film: GPURenderPipeline;
  private readonly arrows: GPURenderPipeline;

  /** @param release called in the end, for what the painter was made with */
  constructor(state: GpuState, cells: Point, release: () => void = () => {}) {
    super(state, { viewBytes: 48, depth: false }, release);
    const module = state.device.createShaderModule({ label: 'film.wgsl', code: colour + film });
    const constants = { PARITY: state.parity, CELLS_X: cells[0], CELLS_Y: cells[1] };
    const blend = { color: OVER, alpha: OVER };
    this.film = this.pipeline({ module, entryPoint: 'screen' }, { module, entryPoint: 'film', constants }, blend);
    this.arrows = this.pipeline({ module, entryPoint: 'arrow', constants }, { module, entryPoint: 'ink' }, blend);
  }

  /** For a film in memory, on a device of its own; null where there is no WebGPU. */
  static async forMemory(cells: Point): Promise<GpuPainter | null> {
    const state = await openMemory(cells);
    return state && new GpuPainter(state, cells, () => state.device.destroy());
  }

  draw(camera: Camera, arrows: boolean): void {
    const { first, stride, count, half } = arrowsOf(camera);
    this.picture(
      (view, ratio) => {
        const { width, height } = this.canvas;
        [...camera.centre, width, height, camera.cell[0] * ratio, camera.cell[1] * ratio].forEach((value, k) => view.setFloat32(4 * k, value, true));
        [...first, ...stride, count[0]].forEach((value, k) => view.setUint32(24 + 4 * k, value, true));
        view.setFloat32(44, half * ratio, true);
      },
      (pass) => {
        pass.setPipeline(this.film);
        pass.draw(3);
        if (!arrows) return;
        pass.setPipeline(this.arrows);
        pass.draw(9, count[0] * count[1]);
      },
    );
  }
}
