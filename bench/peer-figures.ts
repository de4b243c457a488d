import { markdown, median, type Taken, type Written } from './measuring';

/** One run of a way, and what it wrote. */
export type Run = Omit<Taken, 'output'> & Written;

/** A way's runs in one. */
export interface Row extends Run {
  weight: 'light' | 'heavy';
  way: string;
  workers: number;
  pos: number;
  expectedPos: number;
  expectedFiles: number;
}

/** Medians of the times; of what was written the worst, since a file that is missing once is missing. */
export function middle(runs: Run[]): Run {
  const of = (value: (run: Run) => number) => runs.map(value);
  return {
    exitCode: (runs.find(({ exitCode }) => exitCode !== 0) ?? runs[0]!).exitCode,
    wall: median(of(({ wall }) => wall)),
    processor: median(of(({ processor }) => processor)),
    peakPss: median(of(({ peakPss }) => peakPss)),
    pos: Math.min(...of(({ pos }) => pos)),
    files: Math.min(...of(({ files }) => files)),
    others: Math.max(...of(({ others }) => others)),
  };
}

/** What each way took and wrote, in Markdown. */
export function tableOf(rows: Row[]): string {
  const times = ['wall s', 'processor s', 'processor s per PO', 'peak MB'];
  const head = ['pages', 'way', 'workers', ...times, 'POs complete', 'files right', 'other files', 'exit code'];
  const cells = rows.map((row) => [
    ...[row.weight, row.way, String(row.workers), row.wall.toFixed(1), row.processor.toFixed(1)],
    ...[(row.processor / row.expectedPos).toFixed(2), String(Math.round(row.peakPss / 1e6))],
    ...[`${row.pos} of ${row.expectedPos}`, `${row.files} of ${row.expectedFiles}`, String(row.others)],
    row.exitCode === null ? 'none, ended after its limit' : String(row.exitCode),
  ]);
  return markdown(head, cells, 2);
}

type Ratio = [what: string, aim: number, own: Row | undefined, other: Row | undefined, of: 'wall' | 'processor'];

/** The ratios that have an aim, of the ways that are there, in Markdown. */
export function ratiosOf(rows: Row[], workers: number): string {
  const row = (weight: Row['weight'], way: string, count = workers) =>
    rows.find((one) => one.weight === weight && one.way === way && one.workers === count);
  const ours = (weight: Row['weight'], mode: string, count?: number) => row(weight, `this project, ${mode}`, count);
  const [plain, http] = [row('heavy', 'Playwright Test'), row('heavy', 'Crawlee, HTTP')];
  const adaptive = ours('heavy', 'adaptive');
  const light = ['standard', 'adaptive', 'direct_http'].map((mode): Ratio => [
    `light: ${mode} / Playwright Test, wall`,
    0.6,
    ours('light', mode),
    row('light', 'Playwright Test'),
    'wall',
  ]);
  const all: Ratio[] = [
    ...light,
    [
      `heavy: adaptive with ${workers * 2} / Playwright Test with ${workers}, wall`,
      0.35,
      ours('heavy', 'adaptive', workers * 2),
      plain,
      'wall',
    ],
    ['heavy: adaptive / Crawlee HTTP, wall', 1.3, adaptive, http, 'wall'],
    ['heavy: adaptive / Crawlee HTTP, processor', 1.3, adaptive, http, 'processor'],
    ['heavy: adaptive / standard, processor', 0.3, adaptive, ours('heavy', 'standard'), 'processor'],
  ];
  const cells = all.flatMap(([what, aim, own, other, of]) =>
    own && other ? [[what, ratio(own, other, of), aim.toFixed(2)]] : [],
  );
  return markdown(['ratio', 'measured', 'aim'], cells, 1);
}

/** Nothing is told of a way that did not do the work. */
function ratio(own: Row, other: Row, of: 'wall' | 'processor'): string {
  const failed = [own, other].find((row) => row.exitCode !== 0 || row.pos < row.expectedPos);
  return failed ? `none: ${failed.way} is not complete` : (own[of] / other[of]).toFixed(2);
}
