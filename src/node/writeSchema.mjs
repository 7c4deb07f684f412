// Writes the JSON Schema of the scene file beside the built library, for editors and other programs.
import { writeFileSync } from 'node:fs';
import { sceneJsonSchema } from '../../dist/node.js';

writeFileSync(new URL('../../dist/scene.schema.json', import.meta.url), `${JSON.stringify(sceneJsonSchema(), null, 2)}\n`);
