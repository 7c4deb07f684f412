/**
 * JSON with comments, read strictly: errors say line, column, what was expected and what was found. Stricter than
 * JSON.parse where that hides a slip: a key given twice and a number too large for a double are refused.
 */
import { SceneError } from './errors.js';

const DEEPEST = 100;

/**
 * The value of a JSON text in which line and block comments may stand between tokens.
 * @throws SceneError with one line `line 12, column 5: expected ..., got ...`
 */
export function parseSceneText(text: string): unknown {
  return new Reader(text).document();
}

class Reader {
  private at = 0;

  constructor(private readonly text: string) {
    if (text.charCodeAt(0) === 0xfeff) this.at = 1;
  }

  document(): unknown {
    this.space();
    const value = this.value(0);
    this.space();
    if (this.at < this.text.length) this.fail('the end of the file');
    return value;
  }

  private value(depth: number): unknown {
    const c = this.text[this.at];
    if ((c === '{' || c === '[') && depth >= DEEPEST) this.fail(`at most ${DEEPEST} levels of brackets`, 'one more');
    if (c === '{') return this.object(depth + 1);
    if (c === '[') return this.array(depth + 1);
    if (c === '"') return this.string();
    if (c === '-' || (c >= '0' && c <= '9')) return this.number();
    for (const [word, value] of [['true', true], ['false', false], ['null', null]] as const) {
      if (this.word() === word) {
        this.at += word.length;
        return value;
      }
    }
    return this.fail('a value');
  }

  private object(depth: number): Record<string, unknown> {
    const result: Record<string, unknown> = {};
    this.at++;
    this.space();
    if (this.text[this.at] === '}') {
      this.at++;
      return result;
    }
    for (;;) {
      if (this.text[this.at] !== '"') this.fail('a key in double quotes');
      const start = this.at;
      const key = this.string();
      if (Object.hasOwn(result, key)) this.fail('each key once', `${JSON.stringify(key)} again`, start);
      this.space();
      if (this.text[this.at] !== ':') this.fail('":"');
      this.at++;
      this.space();
      // Assignment would call the setter of a key named __proto__.
      Object.defineProperty(result, key, { value: this.value(depth), enumerable: true, writable: true, configurable: true });
      this.space();
      const c = this.text[this.at];
      if (c !== ',' && c !== '}') this.fail('"," or "}"');
      this.at++;
      if (c === '}') return result;
      this.space();
    }
  }

  private array(depth: number): unknown[] {
    const result: unknown[] = [];
    this.at++;
    this.space();
    if (this.text[this.at] === ']') {
      this.at++;
      return result;
    }
    for (;;) {
      result.push(this.value(depth));
      this.space();
      const c = this.text[this.at];
      if (c !== ',' && c !== ']') this.fail('"," or "]"');
      this.at++;
      if (c === ']') return result;
      this.space();
    }
  }

  private string(): string {
    const start = this.at;
    for (this.at++; this.at < this.text.length; this.at++) {
      const c = this.text[this.at];
      if (c === '"') {
        this.at++;
        const token = this.text.slice(start, this.at);
        try {
          return JSON.parse(token) as string;
        } catch {
          this.fail('a string with valid escapes', token.length > 40 ? `${token.slice(0, 39)}…` : token, start);
        }
      }
      if (c === '\\') this.at++;
      else if (c < ' ') this.fail('a closing quote');
    }
    return this.fail('a closing quote', 'the end of the file', start);
  }

  private number(): number {
    const pattern = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
    pattern.lastIndex = this.at;
    const digits = pattern.exec(this.text)?.[0];
    // A number runs on until something that may follow it: 01, 1.e3 and 3nm are slips, not 0, 1 and 3.
    const token = /[^\s,\]}/:"]*/y;
    token.lastIndex = this.at;
    const written = token.exec(this.text)?.[0] ?? '';
    if (digits === undefined || digits !== written) this.fail('a number such as -1.5e-9', written.slice(0, 40));
    const value = Number(digits);
    if (!Number.isFinite(value)) this.fail('a number below 1.8e308', digits.slice(0, 40));
    this.at += digits!.length;
    return value;
  }

  private space(): void {
    for (;;) {
      while (' \t\n\r'.includes(this.text[this.at] ?? 'x')) this.at++;
      if (this.text.startsWith('//', this.at)) {
        while (this.at < this.text.length && this.text[this.at] !== '\n') this.at++;
      } else if (this.text.startsWith('/*', this.at)) {
        const end = this.text.indexOf('*/', this.at + 2);
        if (end < 0) this.fail('"*/" to close this comment', 'the end of the file');
        this.at = end + 2;
      } else return;
    }
  }

  private word(): string {
    const pattern = /\w+/y;
    pattern.lastIndex = this.at;
    return pattern.exec(this.text)?.[0] ?? '';
  }

  private fail(expected: string, got?: string, at = this.at): never {
    const found = this.at >= this.text.length ? 'the end of the file' : JSON.stringify(this.word() || this.text[this.at]).slice(0, 40);
    const before = this.text.slice(0, at);
    const line = before.split('\n').length;
    const column = at - (before.lastIndexOf('\n') + 1) + 1;
    throw new SceneError([`line ${line}, column ${column}: expected ${expected}, got ${got ?? found}`]);
  }
}
