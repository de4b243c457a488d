import { expect, test } from '@playwright/test';
import fs from 'fs-extra';
import { runsIn } from './run-in-place';

let folder: string;
let at: ReturnType<typeof runsIn>;
test.beforeEach(({}, testInfo) => {
  folder = testInfo.outputPath('.po-batch', 'claims');
  at = runsIn(folder);
});

const commit = (run: { place: { fenced<T>(po: string, number: string, work: () => Promise<T>): Promise<T> } }) =>
  run.place.fenced('PO1', '1', async () => 'done');

test('a number that one run has is not given to another, and is told by whom it is held', async () => {
  const [a, b] = [await at.join('a'), await at.join('b')];
  expect(await a.place.take('1', 'PO1')).toBeUndefined();
  expect(await b.place.take('1', 'PM1')).toMatchObject({
    number: '1',
    po: 'PO1',
    run: 'a',
    user: 'user-a',
    host: 'host-a',
    since: expect.any(Number),
  });
  expect(await b.place.mayBeFree('1')).toBe(false);
  expect(await commit(a)).toBe('done');
  await a.place.release('1');
  expect(await b.place.take('1', 'PM1')).toBeUndefined();
  await expect(commit(a)).rejects.toMatchObject({
    code: 'TAKEN_OVER',
    message: expect.stringContaining('PO1 was taken over by user-b on host-b while this run stood still'),
  });
  for (const run of [a, b]) await run.place.close();
  expect(await fs.pathExists(folder), 'and nothing is left').toBe(false);
});

test('what was done stays done where the claim’s file cannot be removed just then, and goes with the run', async () => {
  const a = await at.join('a');
  await a.place.take('1', 'PO1');
  const held = a.place as unknown as { drop: (number: string) => Promise<void> };
  const { drop } = held;
  held.drop = async () => Promise.reject(Object.assign(new Error('EBUSY'), { code: 'EBUSY' }));
  expect(await a.place.fencedLast('PO1', '1', async () => 'recorded')).toBe('recorded');
  held.drop = drop;
  await a.place.close();
  expect(await fs.pathExists(folder)).toBe(false);
});

test('a run asks again for what it has, and still has it', async () => {
  const a = await at.join('a');
  for (let times = 0; times < 2; times++) expect(await a.place.take('1', 'PO1')).toBeUndefined();
  expect(await commit(a)).toBe('done');
  await a.place.close();
});

test('what a run whose process ended on this computer held is free at once', async () => {
  const gone: string[] = [];
  const [a, b] = [await at.join('a'), await at.join('b', { onGone: (run) => gone.push(run) })];
  await a.place.take('1', 'PO1');
  a.crashed = true;
  expect(await b.place.take('1', 'PO1')).toBeUndefined();
  expect(gone).toEqual(['a']);
  await b.place.close();
  expect(await fs.pathExists(folder)).toBe(false);
});

test('what a run held that gives no sign of life is free after 20 s of watching, not before', async () => {
  const [a, b] = [await at.join('a'), await at.join('b')];
  await a.place.take('1', 'PO1');
  await at.watch(15, b);
  expect(await b.place.take('1', 'PO1')).toMatchObject({ run: 'a' });
  await at.watch(10, b);
  expect(await b.place.take('1', 'PO1')).toBeUndefined();
  await b.place.close();
});

test('a run that gives signs of life keeps what it has for as long as it likes', async () => {
  const [a, b] = [await at.join('a'), await at.join('b')];
  await a.place.take('1', 'PO1');
  await at.watch(600, a, b);
  expect(await b.place.take('1', 'PO1')).toMatchObject({ run: 'a' });
  for (const run of [a, b]) await run.place.close();
});

test('a run that stood still and was given up goes on with other POs, not with those that were taken', async () => {
  const gone: string[] = [];
  const [a, b] = [await at.join('a'), await at.join('b', { onGone: (run) => gone.push(run) })];
  await a.place.take('1', 'PO1');
  await a.place.take('2', 'PO2');
  await at.watch(25, b);
  await b.place.take('1', 'PO1');
  await at.watch(5, a, b);
  await expect(commit(a)).rejects.toMatchObject({ code: 'TAKEN_OVER' });
  expect(await a.place.take('3', 'PO3')).toBeUndefined();
  expect(await b.place.take('3', 'PO3'), 'its signs of life count again').toMatchObject({ run: 'a' });
  await a.place.release('1');
  expect(await commit(b), 'it gives back nothing that is not its own').toBe('done');
  expect(gone).toEqual(['a']);
  for (const run of [a, b]) await run.place.close();
});

test('a run that waits for the lock goes on giving signs of life', async () => {
  const [a, b] = [await at.join('a'), await at.join('b')];
  a.crashed = true;
  // Somebody holds the lock, and does not say who: what is gone cannot be removed yet.
  await fs.ensureDir(`${folder}/lock`);
  const beats = [b.place.beat(), b.place.beat(), b.place.beat()];
  await expect.poll(() => fs.readJsonSync(`${folder}/b.lease`).beat).toBe(3);
  expect(await fs.pathExists(`${folder}/a.lease`)).toBe(true);
  await fs.remove(`${folder}/lock`);
  await Promise.all(beats);
  expect(await fs.pathExists(`${folder}/a.lease`)).toBe(false);
  await b.place.close();
});

test('a claim that was cut short while it was written is none, and is removed', async () => {
  const a = await at.join('a');
  await fs.outputFile(`${folder}/1.claim`, '{"number":"1","r');
  expect(await a.place.take('1', 'PO1')).toBeUndefined();
  await fs.outputFile(`${folder}/2.claim`, '');
  await a.place.close();
  expect(await fs.pathExists(folder)).toBe(false);
});

test('a claim that cannot be read is not taken for a free PO', async () => {
  const a = await at.join('a');
  await fs.ensureDir(`${folder}/1.claim`);
  await expect(a.place.take('1', 'PO1')).rejects.toMatchObject({ code: 'EISDIR' });
  await fs.remove(`${folder}/1.claim`);
  await a.place.close();
});
