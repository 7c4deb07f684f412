/** Tables of another code, as they lie in data/: a line that says where they come from, the names of the columns, numbers. */

export interface Reference {
  /** Code, version, problem and grid, in words. */
  readonly source: string;
  /** A column by name, SI units. @throws Error for a column that is not there */
  column(name: string): readonly number[];
}

export function parseReference(text: string): Reference {
  const [first, head, ...rows] = text.trim().split('\n');
  const names = head.split(',');
  const numbers = rows.map((row) => row.split(',').map(Number));
  const columns = new Map(names.map((name, k) => [name, numbers.map((row) => row[k])]));
  return {
    source: first.replace(/^#\s*/, ''),
    column(name) {
      const column = columns.get(name);
      if (!column) throw new Error(`no column ${name}; there are ${names.join(', ')}`);
      return column;
    },
  };
}
