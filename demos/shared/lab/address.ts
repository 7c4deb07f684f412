/** The address of a lab's page: what it asks for, and what it is made to say. */
import type { SceneInput } from 'spinmotive';
import { LinkError, linkOf, openLink, type Linked } from '../link.js';
import { element } from '../page.js';
import type { Presets } from './controls.js';

export class Address {
  private readonly scenes: Readonly<Record<string, SceneInput>>;

  /** @param check throws what is wrong with a scene, one line a problem */
  constructor(private readonly presets: Presets, private readonly check: (scene: unknown) => unknown) {
    this.scenes = Object.fromEntries(Object.entries(presets).map(([name, { scene }]) => [name, scene]));
  }

  /** What the address asks for; where it asks for what cannot be, the first preset, and the page says why. */
  open(): Linked {
    element('refused').textContent = '';
    const [first] = Object.keys(this.presets);
    const preset = { preset: first, scene: this.scenes[first], backend: 'auto' } as const;
    if (location.hash.length < 2) return preset;
    try {
      return openLink(location.hash.slice(1), this.scenes, this.check);
    } catch (error) {
      if (!(error instanceof LinkError)) throw error;
      element('refused').textContent = `${error.message} Shown instead: ${this.presets[first].name}.`;
      return preset;
    }
  }

  /** @throws LinkError where the scene does not fit in one */
  link(linked: Linked): string {
    return new URL(`#${linkOf(linked, this.scenes)}`, location.href).href;
  }

  /** To be called only now and then: browsers slow a page down that does this for every move of a slider. */
  show(linked: Linked): void {
    try {
      history.replaceState(null, '', this.link(linked));
    } catch (error) {
      if (!(error instanceof LinkError)) throw error;
      history.replaceState(null, '', location.pathname);
    }
  }
}
