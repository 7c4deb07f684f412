/** The views with nothing around them, for test/browser/view.test.ts. */
import { Simulation, type SceneInput } from 'spinmotive';
import type { Point, Shape } from '../../../demos/shared/view/camera.js';
import type { ChainView } from '../../../demos/shared/view/chainView.js';
import { FilmView } from '../../../demos/shared/view/filmView.js';
import { listen } from '../../../demos/shared/view/gestures.js';

const element = <T extends HTMLElement>(id: string) => document.getElementById(id) as T;
const over = element<HTMLCanvasElement>('over');
let tool: 'move' | 'drag' = 'move';
let solver: Simulation | null = null;
let chain: ChainView | null = null;
const drags: [Point | null, boolean][] = [];

const view = new FilmView(element('host'), over, { cells: [1, 1], cellSize: [1e-9, 1e-9] }, () => {});
const toolChanged = listen(over, {
  camera: view.camera,
  panning: () => tool === 'move',
  drag: (at, done) => void drags.push([at, done]),
  step: (dx, dy) => void drags.push([[dx, dy], true]),
});

const stage = {
  view,
  drags,
  show: (m: number[], shape: Shape) => (chain ?? view).show(null, Float64Array.from(m), shape),
  update: (m: number[]) => (chain ?? view).update(Float64Array.from(m)),
  /** Runs a scene on WebGPU for some chunks and shows it from the solver's buffer. */
  async solve(scene: SceneInput, shape: Shape) {
    solver = await Simulation.create(scene, { backend: 'gpu' });
    await (chain ?? view).show(solver.gpu, null, shape);
  },
  /** From here on in place of the film: a wire in space. */
  async inSpace(shape: Shape) {
    const { ChainView } = await import('../../../demos/shared/view/chainView.js');
    element('host').remove();
    chain = new ChainView(element('chain'), shape);
  },
  get chain(): ChainView {
    if (!chain) throw new Error('call inSpace first');
    return chain;
  },
  async run(chunks: number) {
    for await (const { done } of solver!.advance()) if (--chunks <= 0 || done) break;
    (chain ?? view).redraw();
    return [...(await solver!.magnetization())];
  },
  end: () => solver?.destroy(),
  use(next: typeof tool) {
    tool = next;
    toolChanged();
  },
};
export type Stage = typeof stage;

declare global {
  interface Window {
    stage: Stage;
  }
}
window.stage = stage;
