import { expect, test } from '@playwright/test';
import fs from 'fs-extra';
import { machineAtOnce, machineInFull } from '../../../reporters/summary/machine-facts';

test("the machine's names are those of systeminformation", async () => {
  const { os, cpu, ...rest } = await machineInFull();
  const { os: kernel, cpu: model, ...known } = machineAtOnce();
  expect(rest).toEqual(known);
  expect(os).not.toBe('');
  if (process.platform === 'linux') expect(os).not.toBe(kernel);
  expect(cpu.length).toBeGreaterThanOrEqual(Math.min(1, model.length));
});

test('asking for them holds up nothing else, however long a program takes that the library waits for', async ({}, testInfo) => {
  const library = testInfo.outputPath('library.js');
  fs.writeFileSync(
    library,
    `const wait = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 3_000);
module.exports = { osInfo: async () => (wait(), { distro: 'Plan', release: '9' }), cpu: async () => ({ manufacturer: 'Z', brand: '80' }) };`,
  );
  let turns = 0;
  const timer = setInterval(() => turns++, 10);
  expect(await machineInFull(library).finally(() => clearInterval(timer))).toMatchObject({ os: 'Plan 9', cpu: 'Z 80' });
  expect(turns).toBeGreaterThan(10);
});

test('a library that fails, ends its thread or is not there leaves what Node knows', async ({}, testInfo) => {
  for (const [name, code] of Object.entries({
    throws: "throw new Error('no')",
    rejects: "module.exports = { osInfo: async () => { throw new Error('no'); }, cpu: async () => ({}) }",
    ends: 'process.exit(3)',
  })) {
    const library = testInfo.outputPath(`${name}.js`);
    fs.writeFileSync(library, code);
    expect(await machineInFull(library)).toEqual(machineAtOnce());
  }
  expect(await machineInFull(testInfo.outputPath('nowhere.js'))).toEqual(machineAtOnce());
});
