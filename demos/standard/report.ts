/** What the reader takes home: every run with its verdict and the scene that repeats it, and how fast this browser was. */
import type { Backend, SceneInput } from 'spinmotive';
import { COLUMNS } from './curves.js';
import { allowedOf, judge, type Run, type State } from './record.js';
import type { Throughput } from './throughput.js';
import type { Finding, Verdict } from './verdict.js';

export interface ReportedRun {
  readonly problem: string;
  readonly title: string;
  readonly table: string;
  readonly backend: Backend | null;
  readonly cells: readonly [number, number];
  readonly cellSize: number;
  readonly state: State;
  /** `open`: no verdict, as the run has not come to its end. */
  readonly verdict: Verdict;
  readonly altered: readonly string[];
  readonly error: string;
  /** What happened on the way: a GPU that was lost. */
  readonly notice: string;
  /** SI units; an infinite deviation is null. */
  readonly findings: readonly Finding[];
  readonly tolerance: string;
  /** s */
  readonly simulated: number;
  readonly steps: number;
  readonly rejected: number;
  /** Wall-clock s. */
  readonly seconds: { readonly relaxation: number; readonly run: number };
  readonly command: string;
  readonly scene: SceneInput;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (number | null)[])[];
}

export interface Report {
  readonly made: string;
  readonly library: { readonly name: 'spinmotive'; readonly version: string };
  readonly userAgent: string;
  readonly throughput: readonly Throughput[];
  readonly runs: readonly ReportedRun[];
}

export function report(runs: readonly Run[], throughput: readonly Throughput[], made: Date): Report {
  return { made: made.toISOString(), library: { name: 'spinmotive', version: SPINMOTIVE_VERSION }, userAgent: navigator.userAgent, throughput, runs: runs.map(reported) };
}

function reported(run: Run): ReportedRun {
  const { problem, grid, scene, altered, curves, state, backend, error, notice, time, steps, rejected, relaxSeconds, runSeconds } = run;
  const { list, verdict } = judge(run);
  return {
    problem: problem.id, title: problem.title, table: problem.table.source, backend, cells: grid.cells, cellSize: grid.cell, state, verdict, altered, error, notice,
    findings: list, tolerance: allowedOf(run).reason, simulated: time, steps, rejected, seconds: { relaxation: relaxSeconds, run: runSeconds },
    command: commandOf(run), scene, columns: COLUMNS, rows: curves.t.map((_, i) => COLUMNS.map((name) => curves[name][i])),
  };
}

/** Reads the scene from standard input. */
const commandOf = ({ problem, backend }: Run) => `npx spinmotive run - --out out/${problem.id} --backend ${backend?.kind ?? 'auto'}`;

export const reportJson = (all: Report): string => `${JSON.stringify(all, null, 1)}\n`;

/** Markdown. */
export function reportText({ made, library, userAgent, throughput, runs }: Report): string {
  const speeds = throughput.map(({ backend, edge, megaCellEvaluations, attempts, seconds }) => [where(backend), `${edge} x ${edge}`, megaCellEvaluations.toPrecision(3), `${attempts} in ${seconds.toFixed(1)} s`]);
  return `${[
    '# Standard problems in a browser',
    list([`made ${made}`, `${library.name} ${library.version}`, userAgent]),
    ...runs.flatMap(runText),
    '## Throughput',
    speeds.length > 0 ? table(['engine', 'cells', 'million cells x evaluations a second', 'steps'], speeds) : 'Not measured.',
  ].join('\n\n')}\n`;
}

function runText(run: ReportedRun): string[] {
  const { scene, findings, seconds } = run;
  const rows = findings.map(({ what, unit, scale, value, reference, at, off, allowed, pass }) => {
    const text = (x: number | null) => (x === null || !Number.isFinite(x) ? 'none' : `${Number((x / scale).toPrecision(7))}${unit && ` ${unit}`}`);
    return [what, at === null ? '' : `${Number((at / 1e-9).toPrecision(6))} ns`, text(value), text(reference), Number.isFinite(off) ? `${(off / scale).toPrecision(2)}${unit && ` ${unit}`}` : 'without bound', text(allowed), pass ? 'within' : 'beyond'];
  });
  return [
    `## ${run.title}: ${run.verdict === 'open' ? run.state : run.verdict}`,
    list([
      run.backend ? `${where(run.backend)} (${run.backend.reason})` : 'no engine yet',
      `${run.cells.join(' x ')} cells of ${Number((run.cellSize / 1e-9).toPrecision(7))} nm`,
      `${Number((run.simulated / 1e-9).toPrecision(6))} ns simulated, ${run.steps} steps and ${run.rejected} rejected, ${seconds.run.toFixed(1)} s after ${seconds.relaxation.toFixed(1)} s of relaxation`,
      ...run.altered.map((text) => `not the problem as it stands: ${text}`),
      ...[run.notice, run.error].filter(Boolean),
      `beside ${run.table}`,
    ]),
    ...(rows.length > 0 ? [table(['quantity', 'furthest off at', 'this run', 'table', 'off by', 'allowed', ''], rows), run.tolerance] : []),
    'To repeat it in Node:',
    `\`\`\`sh\n${run.command} <<'SCENE'\n${JSON.stringify(scene, null, 2)}\nSCENE\n\`\`\``,
  ];
}

const where = ({ kind, adapter, software }: Backend) => (kind === 'cpu' ? 'float64 engine' : `WebGPU, ${adapter}${software ? ', a software adapter' : ''}`);
const list = (lines: readonly string[]) => lines.map((text) => `- ${text}`).join('\n');
const table = (head: readonly string[], rows: readonly (readonly string[])[]) => [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
