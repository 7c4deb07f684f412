/** The text of table.csv: its three parts, exact numbers, and reading it back from pieces cut anywhere. */
import { describe, expect, it } from 'vitest';
import { formatTableHead, formatTableRows, parseTable, TableError } from '../../src/io/csv.js';

const columns = [
  { name: 't', unit: 's' },
  { name: 'wall_x', unit: 'm' },
  { name: 'mx', unit: '1' },
];
const rows = [
  [0, 1.024e-6, 1 / 3],
  [1e-11, NaN, -0.1],
  [2e-11, 5e-324, 1.7976931348623157e308],
];
const text = formatTableHead(columns) + formatTableRows(rows, 3);

describe('format', () => {
  it('is a units line, a header of plain names, then numbers', () => {
    expect(text).toBe(
      '# units: t=s, wall_x=m, mx=1\nt,wall_x,mx\n0,0.000001024,0.3333333333333333\n1e-11,nan,-0.1\n2e-11,5e-324,1.7976931348623157e+308\n',
    );
  });

  it('refuses a row of another width', () => {
    expect(() => formatTableRows([[1, 2]], 3)).toThrow('a table row has 2 values, expected 3');
  });
});

describe('parse', () => {
  it('gives back every bit, wherever the text is cut', () => {
    for (let cut = 1; cut < text.length; cut += 7) {
      const table = parseTable([text.slice(0, cut), text.slice(cut)]);
      expect(table.rows).toBe(3);
      expect(table.columns).toEqual(columns);
      columns.forEach((column, c) => expect([...table.column(column.name)]).toEqual(rows.map((row) => row[c])));
    }
  });

  it('keeps only the wanted columns that exist', () => {
    const table = parseTable([text], ['mx', 'emf']);
    expect(table.columns).toEqual([columns[2]]);
    expect(() => table.column('t')).toThrow(TableError);
  });

  it('grows past its first buffer', () => {
    const many = formatTableHead(columns) + formatTableRows(Array.from({ length: 1000 }, (_, i) => [i, -i, i / 7]), 3);
    expect(parseTable([many]).column('mx')[999]).toBe(999 / 7);
  });

  it('leaves out a last line that was cut short', () => {
    expect(parseTable([text.slice(0, -3)]).rows).toBe(2);
  });

  it.each([
    ['', 'the table has no header line'],
    ['a,b\n1,2,3\n', 'line 2: expected 2 numbers, got 3'],
    ['a,b\n1,x\n', 'line 2: expected a number, got "x"'],
    ['a,b\n1,\n', 'line 2: expected a number, got ""'],
    ['<html>\n', 'line 1: expected column names, got "<html>"'],
  ])('refuses %j', (bad, message) => expect(() => parseTable([bad])).toThrow(message));
});
