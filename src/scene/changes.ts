/** What of a scene changes while it runs: values that neither shapes nor buffers depend on. */
import { numberText, SceneError, valueText } from './errors.js';
import { direction } from './direction.js';
import { needsPotential } from './film.js';
import type { Kick, ParsedScene, Scene } from './schema.js';
import { sameMoment } from './schedule.js';
import { applySettings } from './settings.js';

export type { Kick } from './schema.js';

/** What happens at one moment: values are set, from then on, and after that come the kicks. */
export type Change = NonNullable<Scene['changes']>[number];
export type Happening = Omit<Change, 'at'>;

/** What can change; an element of a vector by its index, as `field.B.0`, a waveform as a whole. */
const CHANGEABLE = ['material.alpha', 'field.B', 'field.waveform', 'transport.beta', 'transport.polarization', 'transport.j', 'transport.jWaveform', 'transport.voltage', 'transport.voltageWaveform', 'transport.load'];
/** Where the potential is solved for, also the drives of leads, what is outside them, and no j. */
const WITH_POTENTIAL = [...CHANGEABLE.filter((path) => path !== 'transport.j'), 'transport.leads.N.voltage', 'transport.leads.N.current', 'transport.leads.N.resistance', 'transport.loads.N.resistance'];

function changeable(scene: ParsedScene): { paths: readonly string[]; where: string } {
  if (!needsPotential(scene)) return { paths: CHANGEABLE, where: '' };
  // The polarization of two bands is part of what conducts, of which the solver keeps coarse grids.
  if (scene.transport?.closure === 'two-band') return { paths: WITH_POTENTIAL.filter((path) => path !== 'transport.polarization'), where: ' in two bands' };
  return { paths: WITH_POTENTIAL, where: ' where the potential is solved for' };
}

/** rad. By how much a kick may turn m about its field; further on the angle loses the digits after its point. */
const MOST_TURNED = 1e6;

const named = (paths: readonly string[]) => `${paths.slice(0, -1).join(', ')} or ${paths.at(-1)}`;

/** A line for each thing wrong with when and what; whether the values make sense, parseScene says. */
export function changeProblems(scene: ParsedScene): string[] {
  const { paths: allowed, where } = changeable(scene), { duration } = scene.run;
  const same = sameMoment(duration, scene.output.sampleEvery ?? duration / 200);
  return (scene.changes ?? []).flatMap(({ at, set, kicks }, k, all) => {
    const after = k === 0 ? 0 : all[k - 1].at;
    const inside = at > after && at < duration, distance = Math.min(at, duration - at);
    const when = inside ? [] : [`changes.${k}.at: expected ${numberText(after)} < at < run.duration ${numberText(duration)}, got ${valueText(at, 's')}`];
    // What falls together with the start or the end is not on the way.
    if (inside && distance <= same) when.push(`changes.${k}.at: expected more than ${numberText(Number(same.toPrecision(3)))} s from t = 0 and from run.duration, which are one moment with what is nearer, got ${valueText(distance, 's')}`);
    const paths = Object.keys(set ?? {});
    const neither = set || kicks ? [] : [`changes.${k}: expected set or kicks, got neither`];
    const none = set && paths.length === 0 ? [`changes.${k}.set: expected one path or more, got none`] : [];
    const what = paths.filter((path) => !allowed.includes(path.replace(/\.\d+(?=\.)/g, '.N').replace(/\.\d+$/, ''))).map((path) => `changes.${k}.set: expected ${named(allowed)}${where}, got ${valueText(path)}`);
    return [...when, ...neither, ...none, ...what, ...(kicks ?? []).flatMap(({ impulse }, n) => impulseProblem(impulse, `changes.${k}.kicks.${n}.impulse`, scene.material.gamma) ?? [])];
  });
}

function impulseProblem(impulse: Kick['impulse'], path: string, gamma: number): string | null {
  if (!direction(impulse)) return `${path}: expected a vector that is not zero, got ${valueText(impulse)}`;
  const turned = gamma * Math.hypot(...impulse);
  return turned <= MOST_TURNED ? null : `${path}: expected gamma |impulse| <= ${numberText(MOST_TURNED)} rad, got ${numberText(turned, 'rad')}`;
}

/** A scene as it is once values are set, before it is validated. Without changes of its own. */
export function withValues(scene: unknown, set: Readonly<Record<string, unknown>>): unknown {
  const { changes: _, ...rest } = scene as Record<string, unknown>;
  return applySettings(rest, Object.entries(set).map(([path, value]) => `${path}=${JSON.stringify(value)}`));
}

/**
 * The scene as it is after each of its changes, in order.
 * @param parse what validates a scene without changes
 * @throws SceneError where one of them makes no sense
 */
export function scenesAfter(scene: Scene, parse: (json: unknown) => Scene): Scene[] {
  let now: unknown = scene;
  return (scene.changes ?? []).map(({ set }, k) => {
    try {
      const next = parse(withValues(now, set ?? {}));
      now = next;
      return next;
    } catch (error) {
      if (error instanceof SceneError) throw new SceneError(error.message.split('\n').map((line) => `changes.${k}: ${line}`));
      throw error;
    }
  });
}
