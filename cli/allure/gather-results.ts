import path from 'node:path';
import fs from 'fs-extra';
import { BatchError } from '../../batch/errors/errors';

/**
 * Copies the Allure results of several shards into one folder: all `allure-results` folders among the given ones and
 * below them. Their files have names of their own; what all have (categories) is the same in each. Returns how many
 * folders there were.
 */
export async function gatherResults(given: readonly string[], into: string): Promise<number> {
  let folders = 0;
  for (const folder of given)
    for await (const results of resultFolders(folder)) {
      folders++;
      for (const name of await fs.readdir(results)) await fs.copy(path.join(results, name), path.join(into, name));
    }
  return folders;
}

async function* resultFolders(folder: string): AsyncGenerator<string> {
  const entries = await fs.readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    throw new BatchError(
      'NO_SOURCE',
      `${folder} cannot be read (${error.code}): give folders in which shards ran.`,
      2,
      {
        cause: error,
      },
    );
  });
  if (entries.some(({ name }) => name.endsWith('-result.json'))) return void (yield folder);
  for (const entry of entries)
    if (entry.isDirectory() && entry.name !== 'node_modules' && entry.name !== '.git')
      yield* resultFolders(path.join(folder, entry.name));
}
