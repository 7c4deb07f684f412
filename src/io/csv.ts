/**
 * The text of table.csv. Line 1: `# units: t=s, wall_x=m, ...` (a pure number has the unit `1`). Line 2: the plain
 * column names. Then one line per row, every number in the shortest form that reads back as the same float64, with
 * `nan`, `inf` and `-inf` for what is not finite. Lines end in `\n`.
 */

/** One column of a table: its name and its SI unit, empty or `1` for a pure number. */
export interface TableColumn {
  readonly name: string;
  readonly unit: string;
}

/** A table read back: the columns asked for, each with all its rows. */
export interface ParsedTable {
  readonly columns: readonly TableColumn[];
  readonly rows: number;
  /** Values of one column, length `rows`. Throws TableError for a column that is not there. */
  column(name: string): Float64Array;
}

/** Text that is not a table of the form above; the message gives the line. */
export class TableError extends Error {
  override readonly name = 'TableError';
}

/** The first two lines. */
export function formatTableHead(columns: readonly TableColumn[]): string {
  const units = columns.map((c) => `${c.name}=${c.unit || '1'}`).join(', ');
  return `# units: ${units}\n${columns.map((c) => c.name).join(',')}\n`;
}

/** One line for each row. Throws RangeError when a row does not have `width` values. */
export function formatTableRows(rows: readonly ArrayLike<number>[], width: number): string {
  let text = '';
  for (const row of rows) {
    if (row.length !== width) throw new RangeError(`a table row has ${row.length} values, expected ${width}`);
    for (let i = 0; i < width; i++) text += (i === 0 ? '' : ',') + formatNumber(row[i]);
    text += '\n';
  }
  return text;
}

/**
 * Reads a table from pieces of text that may be cut anywhere. `wanted` keeps only those columns that are also in the
 * table (a long run has far more than a plot needs). A last line without its newline is left out: a killed run can leave one.
 */
export function parseTable(pieces: Iterable<string>, wanted?: readonly string[]): ParsedTable {
  let units: Record<string, string> | undefined;
  let names: string[] | undefined;
  let kept: number[] = [];
  let stores: Growing[] = [];
  let number = 0;
  let rest = '';

  const line = (text: string): void => {
    number++;
    if (number === 1 && text.startsWith('# units:')) {
      units = parseUnits(text.slice('# units:'.length));
    } else if (!names) {
      names = text.split(',').map((name) => name.trim());
      if (names.some((name) => !/^\w+$/.test(name))) throw new TableError(`line ${number}: expected column names, got ${shorten(text)}`);
      kept = names.map((_, i) => i).filter((i) => !wanted || wanted.includes(names![i]));
      stores = kept.map(() => new Growing());
    } else if (text !== '') {
      const values = text.split(',');
      if (values.length !== names.length) throw new TableError(`line ${number}: expected ${names.length} numbers, got ${values.length}`);
      for (let k = 0; k < kept.length; k++) stores[k].push(parseNumber(values[kept[k]], number));
    }
  };

  for (const piece of pieces) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop()!;
    for (const text of lines) line(text.endsWith('\r') ? text.slice(0, -1) : text);
  }
  if (!names) throw new TableError('the table has no header line');

  const columns = kept.map((i) => ({ name: names![i], unit: units?.[names![i]] ?? '1' }));
  const data = new Map(columns.map((column, k) => [column.name, stores[k].values()]));
  return {
    columns,
    rows: stores.length > 0 ? stores[0].length : 0,
    column(name) {
      const values = data.get(name);
      if (!values) throw new TableError(`no column ${name}; there are ${columns.map((c) => c.name).join(', ')}`);
      return values;
    },
  };
}

/** The shortest form that reads back as the same float64; nan, inf and -inf for what is not finite. */
export function formatNumber(value: number): string {
  if (Number.isFinite(value)) return String(value);
  return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
}

const WORDS: Readonly<Record<string, number>> = { nan: NaN, inf: Infinity, '-inf': -Infinity };

function parseNumber(text: string, line: number): number {
  const word = text.trim().toLowerCase();
  const value = word in WORDS ? WORDS[word] : word === '' ? undefined : Number(word);
  if (value === undefined || (Number.isNaN(value) && word !== 'nan')) throw new TableError(`line ${line}: expected a number, got ${shorten(text)}`);
  return value;
}

function parseUnits(text: string): Record<string, string> {
  return Object.fromEntries(text.split(',').map((entry) => entry.trim().split('=')).filter((pair) => pair.length === 2));
}

function shorten(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}...` : text);
}

/** A Float64Array that doubles as it fills. */
class Growing {
  #values = new Float64Array(256);
  length = 0;

  push(value: number): void {
    if (this.length === this.#values.length) {
      const larger = new Float64Array(2 * this.length);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.length++] = value;
  }

  values(): Float64Array {
    return this.#values.subarray(0, this.length);
  }
}
