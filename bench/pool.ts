import os from 'node:os';
import path from 'node:path';
import fs from 'fs-extra';
import { markdown, measuredBatch, median, optionsOf, portalProcess, wholeNumbers } from './measuring';

/**
 * `npm run bench:pool`: a batch with each fixed number of workers, and one in which the pool chooses it with
 * `MAX_WORKERS` of 8: how far its choice is from the best of the fixed ones. In turn, on light and on heavy pages.
 */
const POOL = 8;
/** Milliseconds of a page and of a file, as in `npm run bench:modes`. */
const [PAGE, FILE] = [300, 100];
/** Seconds after which a batch is ended, per PO and for its start. */
const limitOf = (pos: number) => 60 + pos * 10;

/** A fixed number of workers, or the pool's own choice. */
type Choice = number | 'pool';

interface Row {
  weight: string;
  mode: string;
  /** Seconds of each run, by choice. */
  wall: Map<Choice, number[]>;
  processor: Map<Choice, number[]>;
}

async function main(): Promise<void> {
  const values = optionsOf({
    pos: '48',
    counts: '1,2,3,4,6,8',
    runs: '3',
    weight: 'light,heavy',
    modes: 'standard',
    json: path.join('bench', 'results', 'pool.json'),
  });
  const [pos, runs] = [values.pos, values.runs].map((text) => wholeNumbers(text)[0]!) as [number, number];
  const choices: Choice[] = [...wholeNumbers(values.counts), 'pool'];
  const weights = ['light', 'heavy'].filter((weight) => values.weight.split(',').includes(weight));
  if (weights.length === 0) throw new Error(`weight ${values.weight}: light, heavy or both with a comma`);
  // A computer that is busy before the measurement begins makes it worthless: whoever reads the figures must know.
  const machine = `${os.availableParallelism()} cores, Node ${process.version}, load ${os.loadavg()[0]!.toFixed(1)} before`;
  const root = await fs.mkdtemp(path.join(os.tmpdir(), 'pob-bench-'));
  const rows: Row[] = [];
  try {
    for (const weight of weights) {
      const portal = await portalProcess({ pos, heavy: weight === 'heavy', page: PAGE, file: FILE });
      try {
        for (const mode of values.modes.split(',')) {
          const row: Row = { weight, mode, wall: new Map(), processor: new Map() };
          rows.push(row);
          // Not measured: fills the caches of the disk and of the compiler.
          await batch(root, portal.url, mode, 2, 2);
          for (let round = 0; round < runs; round++)
            for (const choice of round % 2 ? choices.toReversed() : choices)
              await measured(row, choice, () => batch(root, portal.url, mode, pos, choice));
        }
      } finally {
        await portal.close();
      }
    }
  } finally {
    await fs.remove(root);
  }
  const table = rows.map((row) => ({ ...row, wall: [...row.wall], processor: [...row.processor] }));
  await fs.outputJson(values.json, { machine, page: PAGE, file: FILE, pos, runs, rows: table }, { spaces: 2 });
  console.log(`${pos} POs, page ${PAGE} ms, file ${FILE} ms, seconds, median of ${runs}; ${machine}\n`);
  console.log(tableOf(rows, choices));
}

async function measured(row: Row, choice: Choice, run: () => ReturnType<typeof batch>): Promise<void> {
  const { wall: seconds, exitCode, processor, output } = await run();
  // One that fails is slower than all others; what was measured before it stays.
  const wall = exitCode === 0 ? seconds : Infinity;
  if (exitCode !== 0) console.error(`The batch ended with ${exitCode}.\n${output.slice(-2_000)}`);
  row.wall.set(choice, [...(row.wall.get(choice) ?? []), wall]);
  row.processor.set(choice, [...(row.processor.get(choice) ?? []), processor]);
  console.error(`${row.weight}, ${row.mode}, ${choice}: ${wall.toFixed(1)} s, ${processor.toFixed(1)} s of processor`);
}

async function batch(root: string, url: string, mode: string, pos: number, choice: Choice) {
  const [workers, scaling] = choice === 'pool' ? ([POOL, 'adaptive'] as const) : ([choice, 'fixed'] as const);
  const dir = path.join(root, 'project');
  return measuredBatch({ dir, url, pos, mode, workers, scaling, limit: limitOf(pos) });
}

function tableOf(rows: Row[], choices: Choice[]): string {
  const names = choices.map((choice) => (choice === 'pool' ? `pool, at most ${POOL}` : String(choice)));
  const head = ['pages', 'mode', ...names, 'best fixed', 'pool / best', 'aim', 'processor: pool / best'];
  const cells = rows.map(({ weight, mode, wall, processor }) => {
    const of = (choice: Choice) => median(wall.get(choice)!);
    const best = choices.filter((choice) => choice !== 'pool').reduce((a, b) => (of(b) < of(a) ? b : a));
    const cost = median(processor.get('pool')!) / median(processor.get(best)!);
    const times = choices.map((choice) => shown(of(choice)));
    return [weight, mode, ...times, String(best), (of('pool') / of(best)).toFixed(2), '1.05', cost.toFixed(2)];
  });
  return markdown(head, cells, 2);
}

const shown = (seconds: number) => (seconds === Infinity ? 'failed' : seconds.toFixed(1));

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 2;
});
