import { spawnSync } from 'node:child_process';
import { expect, test } from '@playwright/test';

// An unknown flag throws nothing, V8 says so in the middle of the operator's console.
test('this Node knows the flag that has it collect its garbage early', () => {
  const program = "require('tsx/cjs'); require('./plugin/heap').keepHeapSmall();";
  const { stdout, stderr, status } = spawnSync(process.execPath, ['-e', program], { encoding: 'utf8' });
  expect({ stdout, stderr, status }).toEqual({ stdout: '', stderr: '', status: 0 });
});
