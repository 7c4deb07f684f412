/** Runs points of a map, level by level, away from the page. */
import { Simulation, sweep } from 'spinmotive';
import { Gate } from '../shared/gate.js';
import { failed } from './failure.js';
import type { Level, SweepReply, SweepRequest } from './messages.js';

/** ms between two looks at what the page wants; each takes a few. */
const LOOK = 120;

const tell = (reply: SweepReply) => postMessage(reply);
const moment = () => new Promise((resolve) => setTimeout(resolve));

const gate = new Gate(() => {});
/** Whoever wants no more of this worker ends it. */
const { signal: never } = new AbortController();
let looked = performance.now();

/** Waits while the page wants a pause. */
async function look(ahead: number): Promise<void> {
  if (performance.now() - looked > LOOK) {
    tell({ kind: 'ahead', ahead });
    await moment();
    looked = performance.now();
  }
  await gate.pass(never);
}

async function run(levels: readonly Level[], backend: 'cpu' | 'gpu'): Promise<void> {
  for (const { side, scene, points } of levels) {
    if (points.length === 0) continue;
    await gate.pass(never);
    for await (const { index, values, summary, regime, failure } of sweep(scene, { backend, points, onChunk: look })) {
      const { wall_v = null, phi_rate = null, emf = null } = failure === null ? summary?.mean ?? {} : {};
      const { dt = null, ledger = null } = failure === null ? summary?.final ?? {} : {};
      const [beta, drive] = values as number[];
      tell({ kind: 'point', point: { side, index, beta, drive, velocity: wall_v, turning: phi_rate, emf, regime, dt, ledger, failure } });
      gate.sampled();
    }
  }
  tell({ kind: 'over' });
}

async function answer(request: SweepRequest): Promise<void> {
  switch (request.kind) {
    case 'choose': {
      const simulation = await Simulation.create(request.scene, { backend: request.backend });
      tell({ kind: 'chosen', backend: simulation.backend });
      simulation.destroy();
      break;
    }
    case 'run':
      await run(request.levels, request.backend);
      break;
    case 'pause':
      gate.hold();
      break;
    case 'step':
      gate.step();
      break;
    case 'continue':
      gate.run();
  }
}

onmessage = ({ data }: MessageEvent<SweepRequest>) => void answer(data).catch((error: unknown) => tell(failed(error)));
