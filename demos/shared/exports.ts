/** What of a run can be taken along, in the forms in which the command line writes it. */
import { formatTableHead, formatTableRows, writeOvf, type Backend, type Column, type Scene, type SceneInput } from 'spinmotive';

/** table.csv */
export const tableText = (columns: readonly Column[], rows: readonly number[][]): string => formatTableHead(columns) + formatTableRows(rows, columns.length);

export const sceneText = (scene: SceneInput): string => `${JSON.stringify(scene, null, 2)}\n`;

/** Repeats the run where the scene lies as NAME.json. */
export const commandLine = (name: string, { kind }: Pick<Backend, 'kind'>): string => `npx spinmotive run ${name}.json --out out/${name} --backend ${kind}`;

/** OVF 2.0 with every bit of m. @param m [cells * 3] at `time`, s */
export const ovfBytes = ({ grid: { cells: [nx, ny], cellSize } }: Scene, m: Float64Array, time: number): Uint8Array<ArrayBuffer> =>
  new Uint8Array(writeOvf({ nodes: [nx, ny, 1], step: cellSize }, m, { encoding: 'binary 8', title: 'm', time }));

/** Hands a file to the reader, as a download. */
export function save(name: string, content: BlobPart, type: string): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = Object.assign(document.createElement('a'), { href: url, download: name });
  link.click();
  // Some browsers begin to read only after the click is over.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** @throws Error where the browser cannot make a PNG of it */
export async function pngOf(canvas: HTMLCanvasElement): Promise<Blob> {
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (!blob) throw new Error('this browser makes no PNG of a canvas of this size');
  return blob;
}
