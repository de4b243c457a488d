import path from 'node:path';
import fs from 'fs-extra';
import { REPOSITORY } from './run-batch';

/** Part of a project's config: half a second where a batch waits half a minute for its portal. */
export const SHORT_WAITS = `{ globalSetup: './short-waits-setup.ts' }`;

/** Writes what `SHORT_WAITS` names: the plugin's own global setup, with shorter waits. */
export async function shortWaits(dir: string, waits = { look: 500, busy: [300, 600, 1_200] }): Promise<void> {
  await fs.outputFile(
    path.join(dir, 'short-waits-setup.ts'),
    `import { startRun } from ${JSON.stringify(path.join(REPOSITORY, 'plugin', 'global-setup'))};
export default (config) => startRun(config, { waits: ${JSON.stringify(waits)} });
`,
  );
}
