/** What both entry points export besides `Simulation`. */
export { SceneError, parseScene, parseSceneText } from './scene/parse.js';
export { openScene, loadSceneFiles, type ReadFile } from './io/sceneFiles.js';
export { formatTableHead, formatTableRows, parseTable, TableError, type ParsedTable, type TableColumn } from './io/csv.js';
export { OvfError, readOvf, writeOvf, type OvfField, type OvfMesh, type OvfWriteOptions } from './io/ovf.js';
export type { Picture, SceneFiles, VectorField } from './scene/files.js';
export { sceneJsonSchema, type Scene, type SceneInput } from './scene/schema.js';
export { initialMagnetization } from './scene/initial.js';
export { tableColumns, type Column } from './observe/columns.js';
export { magnetizationColour } from './io/colours.js';
export { RunError, type Checkpoint } from './run/state.js';
export { GpuError } from './gpu/platform.js';
export type { Gyration } from './observe/gyration.js';
export type { Backend, BackendChoice, Chunk, Currents, GpuState, Kick, Relaxing, SimulationOptions, Snapshot, Summary, Table } from './run/simulation.js';
export type { SweepOptions, SweepPoint } from './run/sweep.js';
export type { Regime } from './run/regime.js';
