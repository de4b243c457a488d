import os from 'node:os';
import path from 'node:path';
import fs from 'fs-extra';
import { expectedFiles, filesWritten, optionsOf, portalProcess, wholeNumbers } from './measuring';
import { middle, ratiosOf, tableOf, type Row, type Run } from './peer-figures';
import { installPeers, waysOf, type Site, type Way } from './ways';

/**
 * `npm run bench:peers`: the same list at the same portal by what people would take instead, and by this project. Each
 * way writes its files to the disk, and each file is compared with what the portal sends. Linux, as root.
 */
/** Milliseconds of a page and of a file, as in `npm run bench:modes`. */
const [PAGE, FILE] = [300, 100];

async function main(): Promise<void> {
  const values = optionsOf({
    pos: '24',
    workers: '4',
    runs: '3',
    weight: 'light,heavy',
    scaling: 'fixed',
    json: path.join('bench', 'results', 'peers.json'),
  });
  const [pos, workers, runs] = [values.pos, values.workers, values.runs].map((text) => wholeNumbers(text)[0]!);
  const scaling = (['fixed', 'adaptive'] as const).find((one) => one === values.scaling);
  if (!scaling) throw new Error(`scaling ${values.scaling}: fixed or adaptive`);
  const weights = (['light', 'heavy'] as const).filter((weight) => values.weight.split(',').includes(weight));
  if (weights.length === 0) throw new Error(`weight ${values.weight}: light, heavy or both with a comma`);
  await installPeers();
  // A computer that is busy before the measurement begins makes it worthless: whoever reads the figures must know.
  const machine = `${os.availableParallelism()} cores, Node ${process.version}, load ${os.loadavg()[0]!.toFixed(1)} before`;
  const root = await fs.mkdtemp(path.join(os.tmpdir(), 'pob-bench-'));
  const rows: Row[] = [];
  try {
    for (const weight of weights) {
      const ways = waysOf(weight, workers!, scaling);
      const portal = await portalProcess({ pos: pos!, heavy: weight === 'heavy', page: PAGE, file: FILE });
      try {
        const site = { weight, url: portal.url, root, expected: await expectedFiles(portal.url, pos!) };
        rows.push(...(await inTurn(site, ways, pos!, runs!)));
      } finally {
        await portal.close();
      }
    }
  } finally {
    await fs.remove(root);
  }
  const ratios = ratiosOf(rows, workers!);
  await fs.outputJson(values.json, { machine, page: PAGE, file: FILE, runs, scaling, rows, ratios }, { spaces: 2 });
  console.log(
    `${pos} POs, page ${PAGE} ms, file ${FILE} ms, WORKER_SCALING=${scaling}, median of ${runs}; ${machine}\n`,
  );
  console.log(`${tableOf(rows)}\n\n${ratios}`);
}

/** All ways once, then all again in the opposite order: whoever comes first finds what the others have to free. */
async function inTurn(site: Site, ways: Way[], pos: number, runs: number): Promise<Row[]> {
  // Not measured: fills the caches of the disk and of compilers, as on any second day.
  for (const way of ways) await way.run(site, Math.min(pos, 2));
  const results = new Map<Way, Run[]>(ways.map((way) => [way, []]));
  for (let round = 0; round < runs; round++)
    for (const way of round % 2 ? ways.toReversed() : ways) {
      const { output, downloads, ...taken } = await way.run(site, pos);
      const written = await filesWritten(downloads, site.expected);
      results.get(way)!.push({ ...taken, ...written });
      const shown = `${taken.wall.toFixed(1)} s, ${taken.processor.toFixed(1)} s of processor, ${written.files} files`;
      console.error(`${site.weight}, ${way.name}, ${way.workers} workers: ${shown}, exit code ${taken.exitCode}`);
      if (taken.exitCode !== 0 || written.pos < pos) console.error(output.slice(-2_000));
    }
  const files = [...site.expected.values()].reduce((sum, one) => sum + one.size, 0);
  return ways.map((way) => ({
    ...{ weight: site.weight, way: way.name, workers: way.workers, expectedPos: pos, expectedFiles: files },
    ...middle(results.get(way)!),
  }));
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 2;
});
