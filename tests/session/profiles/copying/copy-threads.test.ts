import { expect, test } from '@playwright/test';
import { CopyThreads } from '../../../../session/profiles/copying/copy-threads';

test('closed, what runs and what waits is refused, and nothing is begun any more', async ({}, testInfo) => {
  const threads = new CopyThreads(1);
  const job = () =>
    threads.run('folders', { root: testInfo.outputPath('copy'), folders: [] }).then(
      () => 'done',
      (error: Error) => error.message,
    );
  expect(await job()).toBe('done');
  const asked = [job(), job()];
  await threads.close();
  asked.push(job());
  expect(await Promise.all(asked)).toEqual(Array(3).fill('The copying was stopped.'));
});
