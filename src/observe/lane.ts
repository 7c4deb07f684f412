/**
 * What one simulation of a batch remembers between samples, in SI and float64: the energy ledger, the unwrapped angle,
 * the window's offset, the means. It turns the engine's records into readings.
 */
import { closureKind, startOfWall, wallAxis } from '../lower/params.js';
import { groundEnergies, type GridUnits } from '../lower/units.js';
import { CLOSURE, LEADS_MAX, LED, OBS, REC } from '../plan/layout.js';
import { numberText } from '../scene/errors.js';
import { leadNames } from '../scene/leads.js';
import { regionMaterials } from '../scene/regions.js';
import type { Scene } from '../scene/schema.js';
import { boundNote, closestToBound, type Closest } from './bound.js';
import { emptyPath, extendPath, type CorePath } from './gyration.js';
import { nearestCrossing, skyrmionCore, stripWall, topologicalCharge, vortexCore } from './texture.js';
import { transverseFrame, wallBetween } from './wall.js';

/** Everything a table row can show, in SI. NaN where there is no wall. */
export interface Reading {
  t: number;
  m: [number, number, number];
  wall_x: number;
  wall_v: number;
  wall_phi: number;
  wall_width: number;
  core_x: number;
  core_y: number;
  core_p: number;
  charge: number;
  max_torque: number;
  max_rate: number;
  E_exchange: number;
  E_anisotropy: number;
  E_zeeman: number;
  E_demag: number;
  E_dmi: number;
  E_total: number;
  B: [number, number, number];
  j: [number, number];
  I: number;
  emf: number;
  V: number;
  /** Potentials in V and currents into the magnet in A, lead by lead; potentials at the probes. */
  leads: readonly { readonly U: number; readonly I: number }[];
  probes: readonly number[];
  /** Most iterations of a conduction solve since the last row, and its largest residual. */
  iterations: number;
  residual: number;
  tolerance: number;
  /** How much of what alpha allows the back-reaction takes at most; beyond 1 the heat can be negative. NaN where no textures are read. */
  bound: number;
  P_gilbert: number;
  P_joule: number;
  P_cross: number;
  /** The same heat by its forces, the effective field and the electric field: of the one, of the other, and of both together. */
  P_lambda: number;
  P_sigma: number;
  P_xi: number;
  P_in: number;
  ledger: number;
  steps: number;
  dt: number;
}

/** Energies in J since the start, and time integrals of emf (V s) and current (A s). Plain numbers: a checkpoint keeps them. */
export interface Totals {
  gilbert: number;
  joule: number;
  cross: number;
  emfWork: number;
  fieldWork: number;
  /** Energy that came through the leads; 0 where no potential is solved for. */
  leadWork: number;
  /** Energy that entered or left with the cells of the moving window. */
  window: number;
  emf: number;
  current: number;
}

/** Of a reading what means are made of, with the totals it came with. */
interface Mark {
  readonly t: number;
  readonly wall_x: number;
  readonly wall_phi: number;
  readonly emf: number;
  readonly current: number;
}

/** The shares of a run at which marks are set. */
const MARKS = [0, 0.5, 0.75];
const HALF = 1;

/** How a wall has gone in a part of its run: how long that was in s, by how much it moved in m and turned in rad. */
export interface Stretch {
  readonly span: number;
  readonly moved: number;
  readonly turned: number;
}

/** Of the whole run, of its second half, and of the two quarters of that; where no sample parts the quarters, each is the half. */
export interface Motion {
  readonly whole: Stretch;
  readonly half: Stretch;
  readonly quarters: readonly [Stretch, Stretch];
}

type Place = Pick<Mark, 't' | 'wall_x' | 'wall_phi'>;
const between = (a: Place, b: Place): Stretch => ({ span: b.t - a.t, moved: b.wall_x - a.wall_x, turned: b.wall_phi - a.wall_phi });

export interface LaneState {
  totals: Totals;
  /** Energy at t = 0, the ground energies left out; NaN before the first reading. */
  startEnergy: number;
  /** Last unwrapped angle; NaN before the first wall. */
  phi: number;
  /** Berry phase that the ledger holds since the last sample and that `phi` has in it already, after a kick. */
  swept: number;
  /** Last unwrapped position in cells, for wires that close on themselves. */
  x: number;
  /** Cells the window has moved to the right. */
  offset: number;
  /** The readings that open the run, its second half and its last quarter, those that have been. */
  marks: Mark[];
  /** Where a core went in the second half of the run. */
  path: CorePath;
  last: Reading | null;
  wallLostAt: number | null;
  /** Where and when (s) the heat could first be negative. */
  broken: (Closest & { readonly t: number }) | null;
}

/** m [cells * 3] before and after it was kicked. */
export interface Turn {
  readonly before: Float64Array;
  readonly after: Float64Array;
}

const zeroTotals = (): Totals => ({ gilbert: 0, joule: 0, cross: 0, emfWork: 0, fieldWork: 0, leadWork: 0, window: 0, emf: 0, current: 0 });

type Walls = Pick<Reading, 'wall_x' | 'wall_v' | 'wall_phi' | 'wall_width'>;
const NO_WALL: Walls = { wall_x: NaN, wall_v: NaN, wall_phi: NaN, wall_width: NaN };
type Textures = Walls & Pick<Reading, 'core_x' | 'core_y' | 'core_p' | 'charge' | 'bound'>;
const NO_TEXTURE = { core_x: NaN, core_y: NaN, core_p: NaN, charge: NaN, bound: NaN };

export class Lane {
  state: LaneState = { totals: zeroTotals(), startEnergy: NaN, phi: NaN, swept: 0, x: NaN, offset: 0, marks: [], path: emptyPath(), last: null, wallLostAt: null, broken: null };

  /** Cells of the magnet. */
  private readonly cells: number;
  /** Mean of 1/sigma over the magnet, over that of its rest. */
  private readonly resistivity: number;
  private readonly ground: ReturnType<typeof groundEnergies>;
  private readonly axis: ReturnType<typeof wallAxis>;
  private readonly frame: ReturnType<typeof transverseFrame>;

  /** Whether the current is found from the potential, and through how many leads it comes. */
  private readonly potential: boolean;
  private readonly leads: number;
  private readonly probes: number;

  /**
   * @param regions cells of the magnet by region, its rest first; empty ones not counted
   * @param regionOf the region of each cell
   */
  constructor(private now: Scene, readonly units: GridUnits, readonly regions: readonly number[], private readonly tolerance: number, private readonly regionOf: ArrayLike<number>) {
    const scene = now;
    this.cells = regions.reduce((a, b) => a + b, 0);
    this.ground = groundEnergies(scene, regions);
    this.axis = wallAxis(scene);
    this.frame = transverseFrame(this.axis);
    this.potential = closureKind(scene) >= CLOSURE.POTENTIAL;
    this.leads = this.potential ? leadNames(scene).length : 0;
    this.probes = scene.transport?.probes.length ?? 0;
    const rest = scene.transport?.conductivity ?? 1;
    this.resistivity = regionMaterials(scene).reduce((sum, { transport }, k) => sum + (regions[k] * rest) / (transport?.conductivity ?? rest), 0) / this.cells;
  }

  /** As it is now. */
  get scene(): Scene {
    return this.now;
  }

  /** Where the left edge of the window lies in the laboratory, m; 0 where none follows. */
  get origin(): number {
    return this.state.offset * this.units.dx;
  }

  /** Becomes another scene of the same shape, and is kicked. What that does to the energy (records before and after) the field's source pays for. */
  change(scene: Scene, before: ArrayLike<number>, after: ArrayLike<number>, turn: Turn | null): void {
    const sum = (record: ArrayLike<number>) => this.energies(record).reduce((a, b) => a + b, 0);
    this.state.totals.fieldWork += sum(after) - sum(before);
    this.now = scene;
    if (turn) this.turn(turn, before[REC.LEDGER + LED.BERRY]);
  }

  /** Follows the angle of a wall up to a kick and over it, where it goes by less than half a turn: no Berry phase tells of it. */
  private turn({ before, after }: Turn, berry: number): void {
    if (this.scene.grid.cells[1] > 1) return; // only a wire's wall has one angle
    this.rowWall(before, berry - this.state.swept);
    this.rowWall(after, 0);
    this.state.swept = berry;
  }

  /** Goes on as one that was saved. */
  become(scene: Scene, state: LaneState): void {
    this.now = scene;
    this.state = { ...state, swept: state.swept ?? 0 }; // older checkpoints know of no kicks
  }

  /** A sample: books the ledger since the last one and gives the reading at time t (s). m [cells * 3] is there for films. */
  sample(record: ArrayLike<number>, t: number, m: ArrayLike<number> | null): Reading {
    const { state, scene } = this;
    const berry = this.book(record) - state.swept;
    state.swept = 0;
    const energies = this.energies(record);
    const total = energies.reduce((a, b) => a + b, 0);
    if (Number.isNaN(state.startEnergy)) state.startEnergy = total;
    // Spread together, so many fields would take V8 a hundred times as long.
    const reading: Reading = Object.assign(this.read(record, t, energies, total), NO_TEXTURE, m ? this.textures(m, t, berry) : this.wall(record, berry));
    state.last = reading;
    if (Number.isNaN(reading.wall_x) && state.wallLostAt === null && scene.initial.kind.endsWith('wall')) state.wallLostAt = t;
    while (state.marks.length < MARKS.length && t >= MARKS[state.marks.length] * scene.run.duration * (1 - 1e-9)) {
      state.marks.push({ t, wall_x: reading.wall_x, wall_phi: reading.wall_phi, emf: state.totals.emf, current: state.totals.current });
    }
    if (state.marks.length > HALF) extendPath(state.path, t, reading.core_x, reading.core_y, reading.core_p);
    return reading;
  }

  /** What share of its bound a state takes, and remembers the first that goes beyond. m [cells * 3]. */
  watch(m: ArrayLike<number>, t: number): number {
    const closest = closestToBound(this.scene, this.regionOf, m);
    if (closest && closest.ratio > 1 && this.state.broken === null) {
      const [x, y] = closest.at;
      this.state.broken = { ...closest, at: [x + this.state.offset * this.units.dx, y], t };
    }
    return closest?.ratio ?? 0;
  }

  /** What a person should hear about how it goes, a line each. */
  get notes(): string[] {
    const { scene, state: { broken, wallLostAt } } = this;
    const lost = wallLostAt === null ? [] : [`the wall has left the ${scene.grid.cells[1] > 1 ? 'strip' : 'wire'} at t = ${numberText(wallLostAt)} s; run.followTexture keeps it in the window`];
    return [...(broken ? [boundNote(scene, broken, broken.t)] : []), ...lost];
  }

  /** The moving window jumped `cells` to the right, which changed the energy inside it. */
  moveWindow(cells: number, before: ArrayLike<number>, after: ArrayLike<number>): void {
    const sum = (record: ArrayLike<number>) => this.energies(record).reduce((a, b) => a + b, 0);
    this.state.totals.window += sum(after) - sum(before);
    this.state.offset += cells;
    this.state.x -= cells;
  }

  /** Means over the second half of the run: of position and angle from their ends, of emf and current from integrals. */
  means(): Record<'wall_v' | 'phi_rate' | 'emf' | 'I', number> | null {
    const { marks, last, totals } = this.state;
    const half = marks[HALF];
    if (!half || !last || last.t <= half.t) return null;
    const span = last.t - half.t;
    return {
      wall_v: (last.wall_x - half.wall_x) / span,
      phi_rate: (last.wall_phi - half.wall_phi) / span,
      emf: (totals.emf - half.emf) / span,
      I: (totals.current - half.current) / span,
    };
  }

  /** How the wall has gone; null without a wall or its angle, and before the last quarter of the run. */
  motion(): Motion | null {
    const { marks, last } = this.state;
    const [start, half, quarter] = marks;
    if (!last || !quarter || last.t <= half.t) return null;
    const to = { t: last.t, wall_x: last.wall_x, wall_phi: last.wall_phi };
    const whole = between(start, to), late = between(half, to);
    const parted = half.t < quarter.t && quarter.t < last.t;
    const quarters = parted ? [between(half, quarter), between(quarter, to)] as const : [late, late] as const;
    return [whole, late, ...quarters].every(({ moved, turned }) => Number.isFinite(moved) && Number.isFinite(turned)) ? { whole, half: late, quarters } : null;
  }

  /** Adds the record's integrals to the totals; returns the Berry phase swept since the last record. */
  private book(record: ArrayLike<number>): number {
    const { scene, units, state: { totals } } = this;
    const { energy } = units;
    const led = (key: number) => record[REC.LEDGER + key];
    totals.gilbert += energy * led(LED.GILBERT);
    totals.cross -= 2 * energy * led(LED.CROSS);
    totals.emfWork += energy * led(LED.EMF_WORK);
    totals.fieldWork -= energy * led(LED.FIELD_WORK);
    const heat = (units.current ** 2 * units.cell * units.time) / (scene.transport?.conductivity ?? Infinity);
    totals.joule += heat * led(LED.JOULE);
    totals.leadWork += heat * led(LED.LEAD_WORK);
    totals.emf += units.emf * units.time * led(LED.EMF) * this.shareOfEmf;
    totals.current += this.potential ? this.ampere * units.time * led(LED.LEAD_CURRENT) : (units.current * units.area * units.time * led(LED.CURRENT)) / this.cells;
    return led(LED.BERRY);
  }

  /** The sum over cells is a mean over rows, or is weighted already with how much of a cell the leads see. */
  private get shareOfEmf(): number {
    return this.potential ? 1 : 1 / this.scene.grid.cells[1];
  }

  /** A through a lead per unit: see src/lower/conductor.ts. */
  private get ampere(): number {
    return (this.scene.transport?.conductivity ?? 0) * this.units.emf * this.scene.grid.cellSize[2];
  }

  private energies(record: ArrayLike<number>): [number, number, number, number, number] {
    const { energy } = this.units;
    const [exchange, anisotropy, zeeman, demag, dmi] = [OBS.E_EXCHANGE, OBS.E_ANISOTROPY, OBS.E_ZEEMAN, OBS.E_DEMAG, OBS.E_DMI].map((key) => energy * record[key]);
    return [exchange, anisotropy, zeeman, demag, dmi];
  }

  private read(record: ArrayLike<number>, t: number, energies: readonly number[], E_total: number): Omit<Reading, keyof Textures> {
    const { scene, units, cells } = this;
    const { transport } = scene;
    const power = units.energy / units.time;
    const factor = record[REC.NOW_FIELD];

    const emf = units.emf * record[OBS.EMF] * this.shareOfEmf;
    const jx = (units.current * record[OBS.Q]) / cells, jy = (units.current * record[OBS.Q_Y]) / cells;
    const leads = Array.from({ length: this.leads }, (_, l) => ({ U: units.emf * record[REC.LEADS + l], I: this.ampere * record[REC.LEADS + LEADS_MAX + l] }));
    const [I, V] = this.throughput(leads, jx * units.area, emf);
    const emfPower = power * record[OBS.EMF_WORK];
    // -Int Ms m.dB/dt
    const fieldPower = -power * record[REC.NOW_SLOPE] * record[OBS.M_B];
    const P_gilbert = power * record[OBS.GILBERT], P_cross = -2 * power * record[OBS.CROSS];
    const P_joule = (units.current ** 2 * units.cell * record[OBS.JOULE]) / (transport?.conductivity ?? Infinity);
    const P_lambda = power * record[OBS.LAMBDA], P_xi = power * record[OBS.XI];
    const { ground } = this;
    return {
      t,
      m: [record[OBS.M_X] / cells, record[OBS.M_Y] / cells, record[OBS.M_Z] / cells],
      max_torque: units.field * record[OBS.MAX_TORQUE],
      max_rate: units.field * record[OBS.MAX_RATE],
      E_exchange: energies[0], E_anisotropy: energies[1] + ground.anisotropy, E_zeeman: energies[2], E_demag: energies[3] + ground.demag, E_dmi: energies[4],
      E_total: E_total + ground.anisotropy + ground.demag,
      B: scene.field.B.map((b) => b * factor) as [number, number, number],
      j: [jx, jy], I, emf, V, leads,
      probes: Array.from({ length: this.probes }, (_, k) => units.emf * record[REC.PROBES + k]),
      iterations: record[REC.LEDGER + LED.ITERATIONS], residual: record[REC.LEDGER + LED.RESIDUAL], tolerance: this.tolerance,
      P_gilbert, P_joule, P_cross,
      P_lambda, P_xi,
      P_sigma: P_gilbert + P_joule + P_cross - P_lambda - P_xi,
      P_in: (this.potential ? leads.reduce((sum, lead) => sum + lead.U * lead.I, 0) : P_joule - emfPower) + fieldPower,
      ledger: this.residual(E_total),
      steps: record[REC.STEPS_LOW] + 65536 * record[REC.STEPS_HIGH],
      dt: units.time * record[REC.H],
    };
  }

  /** Current and voltage from the first lead to the second; without leads from the left end to the right one. */
  private throughput(leads: Reading['leads'], mean: number, emf: number): [I: number, V: number] {
    const { scene: { transport }, units } = this;
    if (leads.length > 1) return [leads[0].I, leads[0].U - leads[1].U];
    if (this.potential) return [0, -emf];
    return [mean, transport?.closure === 'local' ? 0 : (mean === 0 ? 0 : units.resistance * this.resistivity * mean) - emf];
  }

  /**
   * Energy that is unaccounted for, relative to all the energy that the magnet has exchanged (docs/physics.md,
   * section 5). The Joule heat of the drive stands on both sides and is left out of the comparison, or it would hide everything.
   * Where a potential is solved for, what the leads bring and the electrons turn into heat has a balance of its own, and its residual is added.
   */
  private residual(E_total: number): number {
    const { totals, startEnergy } = this.state;
    const change = E_total - startEnergy - totals.window;
    const supplied = totals.fieldWork - totals.emfWork - totals.gilbert - totals.cross;
    const exchanged = Math.abs(change) + Math.abs(totals.fieldWork) + Math.abs(totals.emfWork) + totals.gilbert + Math.abs(totals.cross);
    const magnetic = exchanged === 0 ? 0 : (change - supplied) / exchanged;
    const electric = totals.joule - totals.emfWork - totals.leadWork;
    return this.potential && electric !== 0 ? magnetic + electric / (exchanged + totals.joule) : magnetic;
  }

  /** Core, charge, wall and bound of a film, positions in m from the grid's lower left corner. */
  private textures(m: ArrayLike<number>, t: number, berry: number): Textures {
    const { scene, state } = this;
    const [nx, ny] = scene.grid.cells;
    const [px, py] = scene.grid.periodic;
    const [dx, dy] = scene.grid.cellSize;
    const core = scene.initial.kind === 'skyrmion' ? skyrmionCore(m, nx, ny, scene.initial.polarity, px, py) : vortexCore(m, nx, ny);
    return {
      ...(ny === 1 ? this.rowWall(m, berry) : this.stripWall(m)),
      core_x: core ? (core.x + 0.5 + state.offset) * dx : NaN,
      core_y: core ? (core.y + 0.5) * dy : NaN,
      core_p: core ? core.polarity : NaN,
      charge: topologicalCharge(m, nx, ny, px, py),
      bound: this.watch(m, t),
    };
  }

  private stripWall(m: ArrayLike<number>): Walls {
    const { scene, units, state } = this;
    const [nx, ny] = scene.grid.cells;
    const wall = stripWall(m, nx, ny, this.axis);
    return wall === null ? NO_WALL : { ...NO_WALL, wall_x: (wall + 0.5 + state.offset) * units.dx };
  }

  /** The wall of a wire in its m, nearest to where it was: of one that is solved as a film, or is kicked. Without its velocity, as the host has no dm/dt. */
  private rowWall(m: ArrayLike<number>, berry: number): Walls {
    const { scene, units, state } = this;
    const [nx] = scene.grid.cells;
    const cell = nearestCrossing(m, nx, this.axis, Number.isNaN(state.x) ? startOfWall(scene, units) : state.x, scene.grid.periodic[0]);
    if (cell < 0) return NO_WALL;
    const at = (i: number) => [m[3 * i], m[3 * i + 1], m[3 * i + 2], 0, 0, 0];
    return { ...this.wallAt(cell, [...at(cell), ...at((cell + 1) % nx)], berry), wall_v: NaN };
  }

  private wall(record: ArrayLike<number>, berry: number): Walls {
    const cell = record[OBS.CROSSING];
    if (!(cell >= 0)) return NO_WALL;
    return this.wallAt(cell, Array.from({ length: 12 }, (_, k) => record[OBS.NEAR + k]), berry);
  }

  /** @param near as of wallBetween */
  private wallAt(cell: number, near: readonly number[], berry: number): Walls {
    const { scene, units, state } = this;
    const wall = wallBetween(cell, near, this.axis, this.frame);
    const cells = scene.grid.cells[0];
    const around = scene.grid.periodic[0] && !Number.isNaN(state.x) ? cells * Math.round((state.x - wall.x) / cells) : 0;
    state.x = wall.x + around;
    // The Berry phase swept since the last sample says by how much a wall has turned, full turns included: the sum over
    // cells of m . (dm/dt x d m) is dphi/dt (cos theta_R - cos theta_L) = -2 sense dphi/dt.
    const expected = Number.isNaN(state.phi) ? wall.phi : state.phi - (wall.sense * berry) / 2;
    state.phi = wall.phi + 2 * Math.PI * Math.round((expected - wall.phi) / (2 * Math.PI));
    return {
      wall_x: (state.x + 0.5 + state.offset) * units.dx,
      wall_v: (wall.v * units.dx) / units.time,
      wall_phi: state.phi,
      wall_width: wall.width * units.dx,
    };
  }
}
