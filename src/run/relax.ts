/**
 * Relaxation to equilibrium before a run: the same equation with Gilbert damping 1, which changes how fast the state
 * gets to rest but not where (dm/dt = 0 does not know alpha), until nothing moves any more.
 */
import { drivenLeads } from '../scene/leads.js';
import { regionMaterials } from '../scene/regions.js';
import type { Scene, SceneInput, Transport } from '../scene/schema.js';
import { Schedule } from '../scene/schedule.js';
import { gridUnits } from '../lower/units.js';

/** s of simulated time after which relaxation gives up. */
export const RELAX_LIMIT = 5e-8;

/** The scene that relaxes `scene`: its drive frozen at t = 0, or none. */
export function relaxingScene(scene: Scene): SceneInput {
  const { field, current, voltage } = new Schedule(scene).segment(0);
  const driven = scene.run.relaxFirst === 'with-drive';
  const transport = driven && scene.transport ? frozen(scene.transport, current[0], voltage[0]) : undefined;
  const damping = transport?.closure === 'landau-lifshitz' && pushed(transport) ? {} : { alpha: 1 };
  return {
    ...scene,
    changes: undefined,
    material: { ...scene.material, ...damping },
    regions: scene.regions.map((region) => ({ geometry: region.geometry, material: { ...region.material, ...damping }, ...(driven ? { transport: region.transport } : {}) })),
    field: { B: scene.field.B.map((b) => (driven ? b * field[0] : 0)) as [number, number, number] },
    transport,
    run: { duration: RELAX_LIMIT, method: 'dopri54', tolerance: 1e-5, potentialTolerance: scene.run.potentialTolerance, gradientOrder: scene.run.gradientOrder },
    output: { sampleEvery: 2.5e-11, snapshotEvery: 2.5e-11 },
  };
}

/** Whether anything drives a current through the leads. */
const pushed = (transport: Transport): boolean => drivenLeads(transport).some(({ drive }) => (drive.kind === 'voltage' ? drive.voltage : drive.current) !== 0);

/** Conduction with its currents and voltages held at the values that these factors of time give. */
function frozen(transport: Transport, current: number, voltage: number): Transport {
  const times = (x: number | undefined, factor: number) => (x === undefined ? undefined : x * factor);
  return {
    ...transport,
    j: [transport.j[0] * current, transport.j[1] * current],
    voltage: transport.voltage * voltage,
    leads: transport.leads?.map((lead) => ({ ...lead, current: times(lead.current, current), voltage: times(lead.voltage, voltage) })),
    jWaveform: { kind: 'constant' },
    voltageWaveform: { kind: 'constant' },
  };
}

/**
 * The largest |dm/dt|/gamma in T that counts as rest: what the scene says, or a share of the stiffest field, whose round-off is what never dies.
 * At rest a wall was left with 1.2e-8 of it in float32 and, where the error control of a step ends, 2e-10 in float64
 * (cells of D/6 and D/3); these are 8 and 5 times as much.
 */
export function restThreshold(scene: Scene, kind: 'gpu' | 'cpu'): number {
  return scene.run.relaxTolerance ?? (kind === 'gpu' ? 1e-7 : 1e-9) * stiffness(scene);
}

/** About the largest field that exchange, anisotropy and what is applied can make, T. */
export function stiffness(scene: Scene): number {
  const { dx } = gridUnits(scene);
  const own = regionMaterials(scene).map(({ material: { A, Ms, anisotropy } }) => {
    return (8 * A) / (Ms * dx ** 2) + anisotropy.reduce((sum, a) => sum + (2 * Math.abs(a.kind === 'cubic' ? a.Kc1 : a.Ku1)) / Ms, 0);
  });
  return Math.max(...own) + Math.hypot(...scene.field.B);
}
