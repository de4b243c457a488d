'use strict';
const { spawn } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { Terminal } = require('@xterm/headless');
const { asCommand } = require('../setup-error.cjs');
const { ensureReady } = require('../ensure-ready.cjs');
const { node, root } = require('../run-program.cjs');
const { animatedSvg } = require('./animated-svg.cjs');
const { htmlReportPicture } = require('./html-report.cjs');

// npm run picture: runs the sample batch in a terminal of its own, as npm start does, and keeps what a person would see
// as docs/pictures/live-display.svg, and one PO of its HTML report beside it. Linux only: `script` makes the terminal.

const SIZE = { cols: 92, rows: 24 };
/** Milliseconds between two pictures of the terminal, and how much faster they are shown. */
const EVERY = 1_000;
const FASTER = 4;
/** Bytes. The README loads it every time. */
const LARGEST = 300_000;

asCommand(async () => {
  await ensureReady();
  // Short: the terminal breaks lines by the real path, for which the picture shows `~`.
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'pob-'));
  try {
    const place = project(folder);
    const frames = await record(place);
    const svg = animatedSvg(frames, { ...SIZE, seconds: EVERY / FASTER / 1_000, last: 4 });
    if (svg.length > LARGEST) throw new Error(`The picture has ${svg.length} bytes, more than ${LARGEST}.`);
    const pictures = path.join(root, 'docs', 'pictures');
    fs.writeFileSync(path.join(pictures, 'live-display.svg'), svg);
    await htmlReportPicture(path.join(place, 'playwright-report'), path.join(pictures, 'html-report-po.png'));
    console.log(`docs/pictures/live-display.svg: ${frames.length} pictures, ${svg.length} bytes`);
    return 0;
  } finally {
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
});

/** A project beside this one, so that the sample's state of whoever makes the picture stays. */
function project(folder) {
  // A short name: the closing lines show it.
  const place = path.join(folder, 'my-batch');
  fs.mkdirSync(place);
  // By it the commands of the closing lines are those of the repository, which the README begins with.
  fs.mkdirSync(path.join(place, 'setup'));
  fs.writeFileSync(path.join(place, 'setup', 'start.cjs'), '');
  fs.symlinkSync(path.join(root, 'node_modules'), path.join(place, 'node_modules'), 'junction');
  fs.writeFileSync(
    path.join(place, 'playwright.config.ts'),
    `import { defineConfig } from '@playwright/test';
import { purchaseOrderBatch } from ${JSON.stringify(path.join(root, 'index'))};
export default defineConfig(purchaseOrderBatch());
`,
  );
  return place;
}

/** The terminal's cells, once per EVERY while the batch runs, and at its end. */
function record(cwd) {
  const terminal = new Terminal({ ...SIZE, allowProposedApi: true, convertEol: true });
  const [program, args] = node('node_modules/@playwright/test/cli.js', 'test');
  const command = [program, ...args].map((part) => `'${part}'`).join(' ');
  const env = { ...process.env, TERM: 'xterm-256color', WORKER_SCALING: 'fixed', CI: '', NO_COLOR: '' };
  for (const name of ['CI', 'NO_COLOR', 'FORCE_COLOR']) delete env[name];
  const sized = `stty cols ${SIZE.cols} rows ${SIZE.rows}; ${command}`;
  const child = spawn('script', ['-qefc', sized, '/dev/null'], { cwd, env, stdio: ['ignore', 'pipe', 'inherit'] });
  const frames = [];
  const shoot = () => frames.push(screen(terminal, cwd));
  const ticking = setInterval(shoot, EVERY);
  child.stdout.on('data', (data) => terminal.write(data));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => {
      clearInterval(ticking);
      terminal.write('', () => {
        shoot();
        resolve(frames);
      });
    });
  });
}

/** Rows of runs of cells with one style: `{ x, text, colour, dim, bold }`. */
function screen(terminal, cwd) {
  const buffer = terminal.buffer.active;
  const rows = [];
  for (let y = 0; y < SIZE.rows; y++) {
    const line = buffer.getLine(buffer.baseY + y);
    const runs = [];
    for (let x = 0; line && x < SIZE.cols; x++) {
      const cell = line.getCell(x);
      if (cell.getWidth() === 0) continue;
      const style = { colour: cell.isFgPalette() ? cell.getFgColor() : -1, dim: !!cell.isDim(), bold: !!cell.isBold() };
      const last = runs.at(-1);
      const text = cell.getChars() || ' ';
      const follows = last && last.wide === false && ['colour', 'dim', 'bold'].every((key) => last[key] === style[key]);
      // A run ends behind a wide sign: fonts disagree on its width, and what follows must stay in its column.
      if (follows) Object.assign(last, { text: last.text + text, wide: cell.getWidth() > 1 });
      else runs.push({ x, text, ...style, wide: cell.getWidth() > 1 });
    }
    rows.push(runs.map((run) => ({ ...run, text: run.text.replaceAll(path.dirname(cwd), '~') })));
  }
  return rows;
}
