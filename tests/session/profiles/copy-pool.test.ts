import { expect, test } from '@playwright/test';
import { CopyPool } from '../../../session/profiles/copy-pool';

function pool(atOnce = 1) {
  const removed: string[] = [];
  const begun: { done(): void; fail(error: Error): void }[] = [];
  let made = 0;
  const make = () =>
    new Promise<string>((resolve, reject) => begun.push({ done: () => resolve(`copy ${++made}`), fail: reject }));
  const remove = (folder: string) => (removed.push(folder), Promise.resolve());
  const stop = () => {
    for (const { fail } of begun.splice(0)) fail(new Error('The copying was stopped.'));
    return Promise.resolve();
  };
  const next = async () => {
    await expect.poll(() => begun.length).toBeGreaterThan(0);
    begun.shift()!.done();
  };
  return { pool: new CopyPool({ make, remove, stop, atOnce }), begun, removed, next };
}

const [ana, ben, cleo] = [{}, {}, {}];

test('whoever waits is served first, copies for later workers are made ahead', async () => {
  const { pool: it, begun, next } = pool();
  it.prepare(2);
  expect(begun).toHaveLength(1);
  const first = it.take(ana, 0);
  await next();
  expect(await first).toBe('copy 1');
  await next();
  await expect.poll(() => begun.length).toBe(0);
  expect(await it.take(ben, 1)).toBe('copy 2');
  expect(begun).toHaveLength(0);
});

test('so many are made at the same time, and never more than are missing', async () => {
  const { pool: it, begun, next } = pool(2);
  it.prepare(3);
  expect(begun).toHaveLength(2);
  await next();
  await expect.poll(() => begun.length).toBe(2);
  await next();
  await next();
  expect(await Promise.all([it.take(ana, 0), it.take(ben, 1), it.take(cleo, 2)])).toEqual([
    'copy 1',
    'copy 2',
    'copy 3',
  ]);
  expect(begun).toHaveLength(0);
});

test('a failure refuses those who wait, and what is made beside it is kept', async () => {
  const { pool: it, begun, next } = pool(2);
  it.prepare(2);
  const refused = it.take(ana, 0).catch((error: Error) => error.message);
  begun.shift()!.fail(new Error('no room'));
  expect(await refused).toBe('no room');
  await next();
  expect(begun).toHaveLength(0);
  expect(await it.take(ana, 0)).toBe('copy 1');
});

test('a sound copy goes to the next process of its slot, another one is removed', async () => {
  const { pool: it, removed, next } = pool();
  const first = it.take(ana, 3);
  await next();
  await first;
  it.giveBack(ana, true);
  expect(await it.take(ben, 3)).toBe('copy 1');
  it.giveBack(ben, false);
  expect(removed).toEqual(['copy 1']);
  const fresh = it.take(cleo, 3);
  await next();
  expect(await fresh).toBe('copy 2');
});

test('a slot does not get the copy of another', async () => {
  const { pool: it, next } = pool();
  const first = it.take(ana, 0);
  await next();
  await first;
  it.giveBack(ana, true);
  const other = it.take(ben, 1);
  await next();
  expect(await other).toBe('copy 2');
});

test('asked twice, a process gets the copy that it has', async () => {
  const { pool: it, next } = pool();
  const first = it.take(ana, 0);
  await next();
  expect(await it.take(ana, 0)).toBe(await first);
});

test('a failure reaches those who wait, and the next who asks tries again', async () => {
  const { pool: it, begun, next } = pool();
  const refused = it.take(ana, 0).catch((error: Error) => error.message);
  await expect.poll(() => begun.length).toBe(1);
  begun.shift()!.fail(new Error('no room'));
  expect(await refused).toBe('no room');
  const again = it.take(ana, 0);
  await next();
  expect(await again).toBe('copy 1');
});

test('a worker that went away while it waited leaves its copy to the next', async () => {
  const { pool: it, next } = pool();
  const gone = it.take(ana, 0).catch((error: Error) => error.message);
  it.giveBack(ana, false);
  expect(await gone).toBe('The worker went away.');
  await next();
  expect(await it.take(ben, 0)).toBe('copy 1');
});

test('at the end every copy is removed, wherever it is', async () => {
  const { pool: it, removed, next } = pool();
  it.prepare(3);
  for (let index = 0; index < 3; index++) await next();
  await it.take(ana, 0);
  await it.take(ben, 1);
  it.giveBack(ben, true);
  await it.close();
  expect(removed.sort()).toEqual(['copy 1', 'copy 2', 'copy 3']);
});

test('at the end nobody waits for copies that are being made', async () => {
  const { pool: it, begun, removed, next } = pool(2);
  it.prepare(4);
  await next();
  await expect.poll(() => begun.length).toBe(2);
  const refused = it.take({}, 0).then(() => it.take({}, 1).catch((error: Error) => error.message));
  await expect.poll(() => begun.length).toBe(2);
  await it.close();
  expect(await refused).toBe('The run has ended.');
  expect([begun.length, removed]).toEqual([0, ['copy 1']]);
});
