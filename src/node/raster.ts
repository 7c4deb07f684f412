/**
 * SVG to PNG. The letters come from a font of an npm package and never from the system, so that a machine without fonts writes them too and every
 * machine the same. Arimo has the widths of Helvetica and Arial, which the pictures ask for, and Latin, Greek and Cyrillic.
 */
import { createRequire } from 'node:module';

/** Pixels of the PNG for one of the SVG: sharp on dense screens and in print. */
const SCALE = 2;
const FAMILY = 'Arimo';
/** Those that pictures use: text, and titles of weight 600. */
const FACES = ['@expo-google-fonts/arimo/400Regular/Arimo_400Regular.ttf', '@expo-google-fonts/arimo/600SemiBold/Arimo_600SemiBold.ttf'];

/** No PNG can be made here; the message is one line that says why and what helps. */
export class RasterError extends Error {
  override readonly name = 'RasterError';
}

/** The PNG of a picture, on white where nothing is drawn. Throws RasterError where the renderer or its font is missing or the SVG is none. */
export async function rasterize(svg: string): Promise<Uint8Array> {
  const { Resvg } = await loaded('@resvg/resvg-js', () => import('@resvg/resvg-js'));
  const { resolve } = createRequire(import.meta.url);
  const fontFiles = await Promise.all(FACES.map((face) => loaded(face, async () => resolve(face))));
  try {
    const font = { loadSystemFonts: false, fontFiles, defaultFontFamily: FAMILY, sansSerifFamily: FAMILY };
    return new Resvg(seamless(svg), { font, fitTo: { mode: 'zoom', value: SCALE }, background: 'white' }).render().asPng();
  } catch (error) {
    throw new RasterError(firstLine(error), { cause: error });
  }
}

/** Without this the ground would shine through between cells of a map, whose edges run through pixels. */
const seamless = (svg: string): string => svg.replaceAll('<g class="mark-rect ', '<g shape-rendering="crispEdges" class="mark-rect ');

/** What is loaded lazily, or why it is not there. The renderer's machine code is in packages that `--omit=optional` leaves out. */
async function loaded<T>(name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    const missing = ['MODULE_NOT_FOUND', 'ERR_MODULE_NOT_FOUND'].includes((error as NodeJS.ErrnoException).code ?? '');
    const advice = missing ? '; npm install without --omit=optional brings it' : '';
    throw new RasterError(`${name} cannot be loaded on ${process.platform} ${process.arch}: ${firstLine(error)}${advice}`, { cause: error });
  }
}

const firstLine = (error: unknown): string => (error instanceof Error ? error.message : String(error)).split('\n')[0];
