import path from 'node:path';
import fs from 'fs-extra';
import { REPOSITORY } from './run-batch';

/** Part of a project's config: half a second where a batch waits half a minute for its portal. */
export const SHORT_WAITS = `{ globalSetup: './short-waits-setup.ts' }`;

/**
 * Writes what `SHORT_WAITS` names: the plugin's own global setup, with shorter waits. `idle`: on a computer that has
 * nothing to do and so many workers at once, for what the pool does of other reasons than load.
 */
export async function shortWaits(
  dir: string,
  waits = { look: 500, busy: [300, 600, 1_200] },
  idle?: { firstLimit: number },
): Promise<void> {
  await fs.outputFile(
    path.join(dir, 'short-waits-setup.ts'),
    `import { startRun } from ${JSON.stringify(path.join(REPOSITORY, 'plugin', 'global-setup'))};
const signals = ['cpu', 'memory'].map((name) => ({ name, sample: async () => 0.1 }));
const idle = ${JSON.stringify(idle)};
export default (config) => startRun(config, { waits: ${JSON.stringify(waits)}, ...(idle && { ...idle, signals }) });
`,
  );
}
