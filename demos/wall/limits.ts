/** Which scenes this lab takes. */
import { parseScene, SceneError, type Scene } from 'spinmotive';

/** A page is to answer within seconds, and to keep the whole table. */
const MOST_CELLS = 8192;
const MOST_SAMPLES = 20_000;

/** @throws SceneError, one line a problem */
export function openWallScene(json: unknown): Scene {
  const scene = parseScene(json);
  const { grid, initial, transport, run, output, sweep } = scene;
  const problems: string[] = [];
  const expected = (right: boolean, line: string) => void (right || problems.push(line));
  const cells = grid.cells[0] * grid.cells[1];
  expected(cells <= MOST_CELLS, `grid.cells: expected at most ${MOST_CELLS} cells in this lab, got ${cells}`);
  expected(initial.kind.endsWith('wall'), `initial.kind: expected a wall in this lab, got "${initial.kind}"`);
  expected(transport !== undefined, 'transport: expected conduction electrons in this lab, got none');
  expected(run.duration / output.sampleEvery <= MOST_SAMPLES, `output.sampleEvery: expected at most ${MOST_SAMPLES} samples in this lab, got ${Math.ceil(run.duration / output.sampleEvery)}`);
  expected(sweep === undefined, 'sweep: expected no sweep in this lab');
  expected(output.snapshotEvery === null, 'output.snapshotEvery: expected null in this lab, which writes no files by itself');
  if (problems.length > 0) throw new SceneError(problems);
  return scene;
}
