/** A picture in a folder: as SVG, and next to it as PNG. */
import type { RunFolder } from '../files.js';
import { RasterError, rasterize } from '../raster.js';

/** Writes STEM.svg and STEM.png: the names of what was written, and why there is no PNG where none can be made. Throws FileError. */
export async function writePicture(folder: RunFolder, stem: string, svg: string): Promise<{ names: string[]; notes: string[] }> {
  const [vector, raster] = [`${stem}.svg`, `${stem}.png`];
  folder.write(vector, svg);
  let png: Uint8Array;
  try {
    png = await rasterize(svg);
  } catch (error) {
    if (!(error instanceof RasterError)) throw error;
    return { names: [vector], notes: [`${raster} was not drawn, ${vector} was: ${error.message}`] };
  }
  folder.write(raster, png);
  return { names: [vector, raster], notes: [] };
}
