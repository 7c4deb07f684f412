/** Standard problem 5, beta = 0.05, against OOMMF's table. Needs `npm run build` first: node validation/sp5/run.mjs (some minutes) */
import { compare } from '../curves.mjs';

await compare(new URL('.', import.meta.url), new URL('../../test/standard/data/sp5-beta0.05-50x50x1.csv', import.meta.url), 'muMAG standard problem 5, beta = 0.05: lines spinmotive, points OOMMF');
