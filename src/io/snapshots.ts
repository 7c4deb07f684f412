/** The files of one snapshot, in the formats that the scene asks for. */
import type { Scene } from '../scene/schema.js';
import { magnetizationImage } from './colours.js';
import { writeNpy } from './npy.js';
import { writeOvf } from './ovf.js';
import { encodePng } from './png.js';

/** What a snapshot's file may be called. */
export const SNAPSHOT_FILE = /^m-(\d{6,})\.(?:ovf|npy|png)$/;

/** Pixels that the longer side of a picture of a small grid has about. */
const PICTURE = 512;

/** `m-000123.ovf` and its like, with their bytes. m [cells * 3] at time (s), x fastest, empty cells zero. */
export async function snapshotFiles(scene: Scene, index: number, time: number, m: Float64Array): Promise<{ name: string; bytes: Uint8Array }[]> {
  const { grid: { cells: [nx, ny], cellSize }, output } = scene;
  const bytesOf = async (format: Scene['output']['snapshotFormats'][number]): Promise<Uint8Array> => {
    switch (format) {
      case 'ovf':
        return writeOvf({ nodes: [nx, ny, 1], step: cellSize }, m, { encoding: output.ovfEncoding, title: 'm', time });
      case 'npy':
        return writeNpy({ shape: [ny, nx, 3], data: m });
      case 'png': {
        const magnet = Uint8Array.from({ length: nx * ny }, (_, k) => (m[3 * k] !== 0 || m[3 * k + 1] !== 0 || m[3 * k + 2] !== 0 ? 1 : 0));
        return encodePng(magnetizationImage(m, nx, ny, magnet, Math.max(1, Math.round(PICTURE / Math.max(nx, ny)))));
      }
    }
  };
  const stem = `m-${String(index).padStart(6, '0')}`;
  return Promise.all(output.snapshotFormats.map(async (format) => ({ name: `${stem}.${format}`, bytes: await bytesOf(format) })));
}
