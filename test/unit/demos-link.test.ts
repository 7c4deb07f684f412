/** Links of the labs: what goes in comes out, and what does not belong in is refused in one sentence. */
import { describe, expect, test } from 'vitest';
import { changed, differences, LinkError, linkOf, openLink, type Linked, type Presets } from '../../demos/shared/link.js';
import { pcg4d } from '../../src/math/random.js';
import { parseScene } from '../../src/scene/parse.js';
import type { SceneInput } from '../../src/scene/schema.js';

const wire: SceneInput = {
  title: 'A wire',
  grid: { cells: [192, 1], cellSize: [4e-9, 1e-7, 5e-9] },
  material: { Ms: 8e5, A: 1.3e-11, alpha: 0.03, anisotropy: [{ axis: [1, 0, 0], Ku1: 5e4 }, { axis: [0, 0, 1], Ku1: -2e4 }] },
  initial: { kind: 'wall', left: [1, 0, 0], centre: [0, 1, 0], right: [-1, 0, 0], at: 3.84e-7 },
  field: { B: [3e-3, 0, 0] },
  transport: { polarization: 0.6, beta: 0.06, conductivity: 4e6, closure: 'circuit', voltage: 0, load: 0 },
  run: { duration: 3e-8, followTexture: true },
  output: { sampleEvery: 5e-11 },
};
const presets: Presets = { wire, slow: { ...wire, field: { B: [5e-4, 0, 0] } } };
const check = (scene: unknown) => void parseScene(scene);
const there = (scene: SceneInput, preset = 'wire', backend: Linked['backend'] = 'auto') => linkOf({ preset, scene, backend }, presets);
const back = (link: string) => openLink(link, presets, check);

/** Numbers below `n`, drawn from a seed. */
function dice(seed: number): (n: number) => number {
  let count = 0;
  return (n) => pcg4d(count++, 0, seed, 1)[0] % n;
}

describe('what goes in comes out', () => {
  test('a preset is its name, a change its path', () => {
    expect(there(wire)).toBe('v=1&preset=wire');
    const link = there({ ...wire, field: { B: [4e-3, 0, 0] } }, 'wire', 'cpu');
    expect(link).toBe('v=1&preset=wire&backend=cpu&field.B.0=0.004');
    expect(back(link)).toEqual({ preset: 'wire', scene: { ...wire, field: { B: [4e-3, 0, 0] } }, backend: 'cpu' });
  });

  test('keys that come and go, arrays of other lengths, words', () => {
    const { transport: _, title: __, ...bare } = wire;
    const scene: SceneInput = {
      ...bare,
      title: 'a=b & "c" #1 \u03b1 100 %',
      material: { ...wire.material, anisotropy: [{ kind: 'cubic', axes: [[1, 0, 0], [0, 1, 0]], Kc1: 1e3 }] },
      field: { B: [1 / 3, -1e-21, 5e-324], waveform: { kind: 'table', t: [0, 1e-9], w: [0, 1] } },
      initial: { ...wire.initial, width: 2e-8 } as SceneInput['initial'],
      sweep: { 'material.alpha': [0.1, 0.2] },
    };
    expect(back(there(scene)).scene).toEqual(scene);
  });

  test('1,000 random scenes, to the last bit', () => {
    const roll = dice(20);
    const number = () => new Float64Array(new Uint32Array([roll(2 ** 32), roll(2 ** 32)]).buffer)[0];
    const value = (depth: number): unknown => {
      const leaf = [null, true, false, '', 'a b&c=d+e%20', '\ud83e\uddf2\u2028', -1, 0, 0.1];
      const kind = roll(depth > 3 ? 2 : 4);
      if (kind === 0) return leaf[roll(leaf.length)];
      if (kind === 1) {
        const x = number();
        return Number.isFinite(x) && x !== 0 ? x : 1e-9;
      }
      const members = Array.from({ length: roll(4) }, () => value(depth + 1));
      return kind === 2 ? members : Object.fromEntries(members.map((member, i) => [['x', 'Ms', 'waveform', 'a.b', '0', 'B_1'][roll(6)] + (roll(2) ? i : ''), member]));
    };
    for (let k = 0; k < 1000; k++) {
      const [from, to] = [value(0), value(0)].map((it) => ({ fixed: 1, it }));
      const text = new URLSearchParams(differences(from, to)).toString();
      expect(changed(from, [...new URLSearchParams(text)])).toEqual(to);
      expect(changed(from, differences(from, from))).toEqual(from);
    }
  });
});

describe('what is refused', () => {
  const sentences: readonly (readonly [what: string, link: string, said: RegExp])[] = [
    ['nothing', 'hello', /does not say its version/],
    ['a newer version', 'v=3&preset=wire', /version 3, newer than this page, which reads versions up to 2/],
    ['one that is said to be packed', 'v=2&preset=wire', /version 2, and not packed/],
    ['no version at all', 'v=x', /does not say its version/],
    ['a preset of another lab', 'v=1&preset=vortex', /the preset \u201cvortex\u201d, which this lab does not have/],
    ['a preset that objects have', 'v=1&preset=__proto__', /does not have/],
    ['another preset that objects have', 'v=1&preset=constructor', /does not have/],
    ['an engine', 'v=1&backend=abacus', /the engine \u201cabacus\u201d/],
    ['a path twice', 'v=1&material.alpha=0.1&material.alpha=0.2', /\u201cmaterial.alpha\u201d twice/],
    ['a value that is not JSON', 'v=1&material.alpha=alert(1)', /\u201calert\(1\)\u201d, which is not JSON/],
    ['half a value', 'v=1&grid.cells=%5B192,', /not JSON/],
    ['broken escapes', 'v=1&title=%E0%A4%A', /not JSON/],
    ['a path through nothing', 'v=1&field.waveform.kind="sine"', /no place in a scene/],
    ['a path through a number', 'v=1&run.duration.x=1', /no place in a scene/],
    ['an index beyond the end', 'v=1&grid.cells.99999999=1', /no place in a scene/],
    ['an index that is missing', 'v=1&grid.cells.0=', /no place in a scene/],
    ['the length of an array', 'v=1&grid.cells.length=4e9', /no place in a scene/],
    ['an empty path', 'v=1&=1', /no place in a scene/],
    ['a prototype by a path', 'v=1&__proto__.polluted=1', /no place in a scene/],
    ['a prototype inside a path', 'v=1&material.__proto__.polluted=1', /no place in a scene/],
    ['a constructor', 'v=1&constructor.prototype.polluted=1', /no place in a scene/],
    ['a prototype in a value', 'v=1&field={"__proto__":{"B":[1,0,0]}}', /\u201c__proto__\u201d, which is no key/],
    ['a constructor in a value', 'v=1&material.constructor=1', /\u201cconstructor\u201d, which is no key/],
    ['a file', 'v=1&initial={"kind":"ovf","file":"/etc/passwd"}', /names a file/],
    ['a picture inside a shape', 'v=1&geometry={"shape":"not","of":{"shape":"image","file":"x.png","size":[1,1]}}', /names a file/],
    ['brackets inside brackets', `v=1&title=${'['.repeat(1000)}${']'.repeat(1000)}`, /too many brackets/],
    ['a scene that is wrong', 'v=1&material.alpha=-0.1', /material\.alpha: expected 0 <= alpha, got -0\.1\./],
    ['a key that is not known', 'v=1&material.alhpa=0.1', /did you mean "alpha"/],
    ['a grid beyond all memory', 'v=1&grid.cells=[1e9,1e9]', /cannot run: grid\.cells/],
    ['a number that is none', 'v=1&run.duration=1e999', /cannot run: run\.duration/],
  ];
  test.each(sentences)('%s', (_what, link, said) => {
    expect(() => back(link)).toThrow(said);
    try {
      back(link);
    } catch (error) {
      expect(error).toBeInstanceOf(LinkError);
      expect((error as Error).message).toMatch(/^This link [^\n]{1,400}\.$/);
    }
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test('10,000 broken links: a scene that is right, or one sentence', () => {
    const roll = dice(7);
    const scene: SceneInput = { ...wire, material: { ...wire.material, alpha: 0.1 }, field: { B: [1e-3, 0, 0], waveform: { kind: 'sine', frequency: 1e9 } }, run: { duration: 1e-8 } };
    const link = there(scene, 'slow', 'gpu');
    const bits = ['&', '=', '.', '%', '+', '0', '-', 'e', '[', ']', '{', '}', '"', '__proto__', 'v=1', '%00', '%22', '\u2028', 'constructor', 'file', '1e400', 'null'];
    let opened = 0;
    for (let k = 0; k < 10_000; k++) {
      let text = link;
      for (let slips = 1 + roll(3); slips > 0; slips--) {
        const at = roll(text.length + 1);
        const kind = roll(4);
        if (kind === 0) text = text.slice(0, at) + text.slice(at + 1 + roll(6));
        else if (kind === 1) text = text.slice(0, at) + bits[roll(bits.length)] + text.slice(at);
        else if (kind === 2) text = text.slice(0, at) + text.slice(roll(text.length + 1));
        else text = text.slice(0, at) + String.fromCharCode(roll(0x10000)) + text.slice(at + 1);
      }
      try {
        const { scene: got } = back(text);
        expect(() => parseScene(got)).not.toThrow();
        opened++;
      } catch (error) {
        if (!(error instanceof LinkError)) throw error;
        expect(error.message).toMatch(/^This [^\n\u2028\u2029]{1,400}\.$/);
      }
    }
    // Some slips leave a link that is right.
    expect(opened).toBeGreaterThan(100);
    expect(opened).toBeLessThan(9000);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});
