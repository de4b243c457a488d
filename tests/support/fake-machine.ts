import path from 'node:path';
import fs from 'fs-extra';
import { REPOSITORY } from './run-batch';

/** How busy a batch takes its computer to be; what is left out it does not know. */
export interface FakeLoad {
  cpu?: number;
  memory?: number;
}

export interface FakeMachine {
  /** The `globalSetup` of the config: the plugin's own, on this machine. */
  globalSetup: string;
  set(load: FakeLoad): Promise<void>;
}

/**
 * A computer whose load a test decides while its batch runs: the monitor reads it from a file in the project. `facts`:
 * how many browsers start at once, and how many workers may work at first.
 */
export async function fakeMachine(
  dir: string,
  facts: { cores?: number; firstLimit?: number },
  load: FakeLoad = {},
): Promise<FakeMachine> {
  const file = path.join(dir, 'load.json');
  const globalSetup = path.join(dir, 'fake-machine-setup.ts');
  const set = (next: FakeLoad) =>
    fs.writeFile(`${file}.tmp`, JSON.stringify(next)).then(() => fs.rename(`${file}.tmp`, file));
  await fs.ensureDir(dir);
  await set(load);
  await fs.outputFile(
    globalSetup,
    `import { readFile } from 'node:fs/promises';
import { startRun } from ${JSON.stringify(path.join(REPOSITORY, 'plugin', 'global-setup'))};
const signal = (name) => ({ name, sample: async () => JSON.parse(await readFile(${JSON.stringify(file)}, 'utf8'))[name] });
export default (config) => startRun(config, { ...${JSON.stringify(facts)}, signals: [signal('cpu'), signal('memory')] });
`,
  );
  return { globalSetup, set };
}
