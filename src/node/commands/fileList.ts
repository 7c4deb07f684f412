/** What a finished command says it has written. */
import type { RunFolder } from '../files.js';
import type { Terminal } from '../terminal.js';

/** Files of one content, with a word on it. */
export interface Listed {
  readonly names: readonly string[];
  readonly what: string;
}

/** A line for each content: where its first file is, the names of the others, and the word. */
export function fileLines(folder: RunFolder, files: readonly Listed[], { outColors }: Terminal): string[] {
  return files.map(({ names: [first, ...others], what }) => `  ${outColors.cyan([folder.file(first), ...others].join(', '))}  ${outColors.dim(what)}`);
}
