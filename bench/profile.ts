import { spawn, spawnSync } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import fs from 'fs-extra';
import { settingsSchema } from '../batch/settings/settings';
import { ProfileManager } from '../session/profiles';
import { makeSyntheticProfile } from './synthetic-profile';

/**
 * `npm run bench:profile`: four copies of a synthetic profile by the profile manager, by `cp -a` and by `fs.cp`, in one
 * run on one machine. Each way writes to a new place after the disk has written what came before: files that were
 * deleted a moment ago, and pages that wait to be written, would make the later ways slower than the first.
 */
interface Row {
  way: string;
  seconds: number;
  /** Processor time of this process: what a busy machine changes least. */
  cpu?: number;
  /** Until the first of the copies was there. */
  first?: number;
}

const { values } = parseArgs({
  options: {
    mib: { type: 'string', default: '1024' },
    files: { type: 'string', default: '10000' },
    copies: { type: 'string', default: '4' },
    rounds: { type: 'string', default: '2' },
    in: { type: 'string', default: os.tmpdir() },
    json: { type: 'string', default: path.join('bench', 'results', 'profile.json') },
  },
});
const copies = Number(values.copies);

async function main(): Promise<void> {
  const root = await fs.mkdtemp(path.join(values.in, 'pob-profile-bench-'));
  try {
    const source = path.join(root, 'source');
    const size = { bytes: Number(values.mib) * 2 ** 20, files: Number(values.files), seed: 4 };
    makeSyntheticProfile(source, size);
    const ways: [string, (target: string) => Promise<Omit<Row, 'way' | 'seconds'>>][] = [
      ['profile manager', (target) => byManager(source, target, 'own')],
      ['profile manager, with a snapshot first', (target) => byManager(source, target, 'everyday')],
      ...(process.platform === 'win32'
        ? []
        : [['cp -a, all at once', (target: string) => byCommand(source, target)] as (typeof ways)[number]]),
      ['fs.cp, all at once', (target) => byNode(source, target)],
    ];
    const best = new Map<string, Row>();
    for (let round = 0; round < Number(values.rounds); round++) {
      // Another order each time: whoever comes first finds the memory that others have to free.
      for (const [way, run] of round % 2 ? [...ways].reverse() : ways) {
        settle();
        const target = path.join(root, `${round}-${way.replace(/\W+/g, '-')}`);
        await fs.ensureDir(target);
        const began = performance.now();
        const cpu = process.cpuUsage();
        const more = await run(target);
        const { user, system } = process.cpuUsage(cpu);
        const row = {
          way,
          seconds: (performance.now() - began) / 1_000,
          ...(!way.startsWith('cp') && { cpu: (user + system) / 1e6 }),
          ...more,
        };
        console.log(`${way}: ${row.seconds.toFixed(2)} s`);
        if (row.seconds < (best.get(way)?.seconds ?? Infinity)) best.set(way, row);
      }
    }
    await report([...best.values()], size);
  } finally {
    await fs.remove(root);
  }
}

async function byManager(userDataDir: string, runDir: string, kind: 'own' | 'everyday') {
  const settings = settingsSchema.parse({});
  const began = performance.now();
  const manager = await ProfileManager.open({
    plan: { run: 'bench', rootDir: runDir, runDir, settings, profile: { userDataDir, profileName: 'Default', kind } },
    workers: copies,
    notice: () => undefined,
  });
  manager.prepare(copies);
  await manager.take({}, 0);
  const first = (performance.now() - began) / 1_000;
  await Promise.all(Array.from({ length: copies - 1 }, (_, slot) => manager.take({}, slot + 1)));
  return { first };
}

async function byCommand(source: string, target: string) {
  await Promise.all(
    Array.from(
      { length: copies },
      (_, index) =>
        new Promise<void>((resolve, reject) => {
          const child = spawn('cp', ['-a', source, path.join(target, String(index))], {
            stdio: ['ignore', 'ignore', 'inherit'],
          });
          child
            .on('error', reject)
            .on('close', (code) =>
              code === 0
                ? resolve()
                : reject(
                    new Error(
                      `cp ended with ${code}: is there room for ${copies * Number(values.rounds) * 4 + 3} times the profile?`,
                    ),
                  ),
            );
        }),
    ),
  );
  return {};
}

async function byNode(source: string, target: string) {
  await Promise.all(
    Array.from({ length: copies }, (_, index) =>
      fs.promises.cp(source, path.join(target, String(index)), { recursive: true, preserveTimestamps: true }),
    ),
  );
  return {};
}

/** Waits until what was written is on the disk. */
function settle(): void {
  if (process.platform !== 'win32') spawnSync('sync');
}

async function report(rows: Row[], { bytes, files }: { bytes: number; files: number }): Promise<void> {
  const machine = {
    cores: os.availableParallelism(),
    memoryGiB: Math.round(os.totalmem() / 2 ** 30),
    node: process.version,
    platform: process.platform,
  };
  const slowest = rows.find(({ way }) => way.startsWith('fs.cp'))!.seconds;
  const head = ['way', 's', 'processor s', 'first copy s', 'files/s', 'MB/s', 'fs.cp / this'];
  const cells = rows.map(({ way, seconds, cpu, first }) => [
    way,
    seconds.toFixed(1),
    cpu?.toFixed(1) ?? '',
    first?.toFixed(1) ?? '',
    Math.round((files * copies) / seconds),
    Math.round((bytes * copies) / seconds / 1e6),
    (slowest / seconds).toFixed(1),
  ]);
  const table = [head, ['---', ...head.slice(1).map(() => '---:')], ...cells]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');
  await fs.outputJson(values.json, { machine, bytes, files, copies, rows }, { spaces: 2 });
  console.log(
    `\n${copies} copies of ${files} files, ${Math.round(bytes / 2 ** 20)} MiB; ${machine.cores} cores, Node ${machine.node}; the better of ${values.rounds} rounds\n\n${table}\n\nWritten to ${values.json}`,
  );
}

main().then(
  () => process.exit(0),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
