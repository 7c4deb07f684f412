/** Standard problem 4, field 1, against OOMMF's table. Needs `npm run build` first: node validation/sp4/run.mjs (a minute) */
import { compare } from '../curves.mjs';

await compare(new URL('.', import.meta.url), new URL('../../test/standard/data/sp4-field1-128x32.csv', import.meta.url), 'muMAG standard problem 4, field 1: lines spinmotive, points OOMMF');
