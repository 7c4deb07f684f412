/** The files of one snapshot, in the formats that the scene asks for. */
import type { Scene } from '../scene/schema.js';
import type { Snapshot } from '../run/simulation.js';
import { magnetizationImage } from './colours.js';
import { writeNpy } from './npy.js';
import { writeOvf, type OvfWriteOptions } from './ovf.js';
import { encodePng } from './png.js';

/** What a snapshot's file may be called. */
export const SNAPSHOT_FILE = /^[mjV]-(\d{6,})\.(?:ovf|npy|png)$/;

/** Pixels that the longer side of a picture of a small grid has about. */
const PICTURE = 512;

type Quantity = Scene['output']['snapshotQuantities'][number];

/** A quantity of a snapshot as files have it. */
interface Field {
  /** [cells][components], x fastest. */
  readonly values: Float64Array;
  readonly components: NonNullable<OvfWriteOptions['components']>;
  /** [cells * 3]: what is drawn as a magnetization is. */
  drawn(): Float64Array;
}

/** `m-000123.ovf`, `j-000123.ovf` and their like, with their bytes. Cells without magnet are zero. */
export async function snapshotFiles({ grid: { cells: [nx, ny], cellSize }, output }: Scene, snapshot: Omit<Snapshot, 'origin'>): Promise<{ name: string; bytes: Uint8Array }[]> {
  const { index, time, m } = snapshot, number = String(index).padStart(6, '0');
  const magnet = Uint8Array.from({ length: nx * ny }, (_, k) => (m[3 * k] !== 0 || m[3 * k + 1] !== 0 || m[3 * k + 2] !== 0 ? 1 : 0));
  const bytesOf = async (quantity: Quantity, { values, components, drawn }: Field, format: Scene['output']['snapshotFormats'][number]): Promise<Uint8Array> => {
    switch (format) {
      case 'ovf':
        return writeOvf({ nodes: [nx, ny, 1], step: cellSize }, values, { encoding: output.ovfEncoding, title: quantity, time, components });
      case 'npy':
        return writeNpy({ shape: [ny, nx, ...(components.labels.length > 1 ? [components.labels.length] : [])], data: values });
      case 'png':
        return encodePng(magnetizationImage(drawn(), nx, ny, magnet, Math.max(1, Math.round(PICTURE / Math.max(nx, ny)))));
    }
  };
  return Promise.all(output.snapshotQuantities.flatMap((quantity) => {
    const field = fieldOf(quantity, snapshot, magnet);
    return output.snapshotFormats.map(async (format) => ({ name: `${quantity}-${number}.${format}`, bytes: await bytesOf(quantity, field, format) }));
  }));
}

function fieldOf(quantity: Quantity, { m, currents }: Pick<Snapshot, 'm' | 'currents'>, magnet: Uint8Array): Field {
  if (quantity === 'm') return { values: m, components: { labels: ['m_x', 'm_y', 'm_z'], unit: '1' }, drawn: () => m };
  if (!currents) throw new Error(`a snapshot without currents has no ${quantity}`);
  const { j, V } = currents, cells = V.length;
  if (quantity === 'j') {
    // With a third component, which viewers of vector fields ask for.
    const values = Float64Array.from({ length: 3 * cells }, (_, k) => (k % 3 === 2 ? 0 : j[2 * Math.floor(k / 3) + (k % 3)]));
    return { values, components: { labels: ['j_x', 'j_y', 'j_z'], unit: 'A/m2' }, drawn: () => flat(cells, (n) => [j[2 * n], j[2 * n + 1]]) };
  }
  const inside = V.filter((_, n) => magnet[n] === 1);
  const middle = (inside.reduce((a, b) => Math.max(a, b), -Infinity) + inside.reduce((a, b) => Math.min(a, b), Infinity)) / 2;
  return { values: V, components: { labels: ['V'], unit: 'V' }, drawn: () => flat(cells, (n) => [magnet[n] === 1 ? V[n] - middle : 0, 0]) };
}

/** In the colours of the wheel: black where it is zero, pure where it is largest, of the hue of its direction; brightness goes with the root, as currents about a core are a hundred times those around it. */
function flat(cells: number, at: (n: number) => readonly [number, number]): Float64Array {
  const out = new Float64Array(3 * cells);
  let largest = 0;
  for (let n = 0; n < cells; n++) largest = Math.max(largest, Math.hypot(...at(n)));
  for (let n = 0; n < cells; n++) {
    const [x, y] = at(n), length = Math.hypot(x, y), share = length > 0 ? Math.sqrt(length / largest) : 0, scale = length > 0 ? share / length : 0;
    out.set([scale * x, scale * y, -Math.sqrt(1 - share * share)], 3 * n);
  }
  return out;
}
