import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import fs from 'fs-extra';
import { nodeKeeps } from '../../plugin/kept-code.cjs';

const PRELOAD = path.resolve(__dirname, '../../plugin/kept-code.cjs');

/** A program with a module where Playwright's would be; `run` gives what it printed. */
function program(dir: string) {
  const big = path.join(dir, 'node_modules', 'playwright-core', 'lib', 'coreBundle.js');
  const cache = path.join(dir, 'cache');
  const write = (text: string) =>
    fs.outputFileSync(
      big,
      `const own = this === exports;\nmodule.exports = () => ${JSON.stringify(text)} + require('node:path').basename(__filename) + ' ' + own;\n`,
    );
  fs.outputFileSync(path.join(dir, 'main.js'), "console.log(require('playwright-core/lib/coreBundle.js')());\n");
  return {
    cache,
    write,
    run: (folder = cache) =>
      execFileSync(process.execPath, ['-r', PRELOAD, path.join(dir, 'main.js')], {
        encoding: 'utf8',
        env: { ...process.env, NODE_COMPILE_CACHE: folder },
      }).trim(),
    kept: () => (fs.pathExistsSync(cache) ? fs.readdirSync(cache).filter((name) => name.startsWith('coreBundle')) : []),
    stamp: () => fs.statSync(path.join(cache, `coreBundle-${process.version}-${process.arch}`)).ino,
  };
}

test('a module runs as it would without it, from what was kept too', ({}, testInfo) => {
  const { write, run, kept } = program(testInfo.outputDir);
  write('one ');
  for (let time = 0; time < 3; time++) expect(run()).toBe('one coreBundle.js true');
  expect(kept()).toEqual(nodeKeeps ? [] : [`coreBundle-${process.version}-${process.arch}`]);
});

test('what is kept is taken as it is until the module changes, if only in a letter', ({}, testInfo) => {
  test.skip(nodeKeeps, 'This Node keeps what it compiled by itself.');
  const { write, run, stamp } = program(testInfo.outputDir);
  write('one ');
  run();
  const first = stamp();
  run();
  expect(stamp()).toBe(first);
  write('two ');
  expect(run()).toBe('two coreBundle.js true');
  expect(stamp()).not.toBe(first);
});

test('what was damaged on disk is not run, but made anew', ({}, testInfo) => {
  test.skip(nodeKeeps, 'This Node keeps what it compiled by itself.');
  const { cache, write, run, kept, stamp } = program(testInfo.outputDir);
  write('one ');
  run();
  const file = path.join(cache, kept()[0]!);
  const whole = fs.readFileSync(file);
  for (const damaged of [
    whole.subarray(0, whole.length / 2),
    Buffer.alloc(0),
    Buffer.concat([whole.subarray(0, -4), Buffer.from('lost')]),
  ]) {
    fs.writeFileSync(file, damaged);
    expect(run()).toBe('one coreBundle.js true');
    const mended = stamp();
    run();
    expect(stamp()).toBe(mended);
  }
});

test('a folder that cannot be made changes nothing', ({}, testInfo) => {
  const { write, run } = program(testInfo.outputDir);
  write('one ');
  const file = testInfo.outputPath('a-file');
  fs.writeFileSync(file, '');
  expect(run(path.join(file, 'below'))).toBe('one coreBundle.js true');
});
