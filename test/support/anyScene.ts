/** Scenes with features that are checked but that no engine has yet. */
import type { SceneFiles } from '../../src/scene/files.js';
import { checkedScene } from '../../src/scene/parse.js';
import type { Scene } from '../../src/scene/schema.js';

/** As parseScene, with nothing refused as not available. */
export const anyScene = (json: unknown, files?: SceneFiles): Scene => checkedScene(json, files, () => ({ problems: [], hides: () => false }));
