/** Draws the spins of a wire with WebGPU: on the solver's device from the solver's own buffer, any others from a buffer that they are copied to. */
import type { GpuState } from 'spinmotive';
import type { Point } from './camera.js';
import chain from './chain.wgsl?raw';
import { ARROW, joints, LENGTH, liftOf, lightOf, LINE, rowOf, SHADE, spinsOf, type ChainPainter } from './chainPainter.js';
import colour from './colour.wgsl?raw';
import { openMemory } from './device.js';
import { GpuLayer } from './gpuLayer.js';
import type { OrbitCamera } from './orbit.js';

/** Of an arrow: chain.wgsl. */
const VERTICES = 4 * 12 * 6;

export class ChainGpu extends GpuLayer implements ChainPainter {
  private readonly spins: GPURenderPipeline;
  private readonly line: GPURenderPipeline;

  /** @param release called in the end, for what the painter was made with */
  constructor(state: GpuState, private readonly cells: Point, release: () => void = () => {}) {
    super(state, { viewBytes: 160, depth: true }, release);
    const module = state.device.createShaderModule({ label: 'chain.wgsl', code: colour + chain });
    this.spins = this.pipeline({ module, entryPoint: 'spin', constants: { PARITY: state.parity, CELLS_X: cells[0], CELLS_Y: cells[1] } }, { module, entryPoint: 'surface' });
    this.line = this.pipeline({ module, entryPoint: 'line', constants: { CELLS_X: cells[0] } }, { module, entryPoint: 'ink' });
  }

  /** For a wire in memory, on a device of its own; null where there is no WebGPU. */
  static async forMemory(cells: Point): Promise<ChainGpu | null> {
    const state = await openMemory(cells);
    return state && new ChainGpu(state, cells, () => state.device.destroy());
  }

  draw(camera: OrbitCamera, dark: boolean): void {
    const spins = spinsOf(camera, this.cells[0]);
    this.picture(
      (view, ratio) => {
        const floats = (at: number, values: Iterable<number>) => [...values].forEach((value, k) => view.setFloat32(at + 4 * k, value, true));
        floats(0, camera.matrix);
        floats(64, [...lightOf(camera), LENGTH * spins.stride, this.canvas.width, this.canvas.height]);
        view.setUint32(88, spins.first, true);
        view.setUint32(92, spins.stride, true);
        floats(96, [...LINE.colour, LINE.half * ratio, ARROW.shaft, ARROW.head, ARROW.neck]);
        view.setUint32(124, rowOf(this.cells), true);
        floats(128, [SHADE.dark, SHADE.light, SHADE.gloss, SHADE.rim, ...camera.eye, liftOf(dark)]);
      },
      (pass) => {
        pass.setPipeline(this.line);
        pass.draw(6, joints(spins, this.cells[0]).length - 1);
        pass.setPipeline(this.spins);
        pass.draw(VERTICES, spins.count);
      },
    );
  }
}
