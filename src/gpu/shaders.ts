/** The text of every shader of the project by its name (`wire/stage`), inlined by Vite: works in pages, workers, tests and library builds. */
import type { ShaderTexts } from './linker.js';

const files = import.meta.glob<string>('../../shaders/**/*.wgsl', { query: '?raw', import: 'default', eager: true });

export const shaderTexts: ShaderTexts = Object.fromEntries(
  Object.entries(files).map(([path, text]) => [path.replace(/^.*\/shaders\//, '').replace(/\.wgsl$/, ''), text]),
);
