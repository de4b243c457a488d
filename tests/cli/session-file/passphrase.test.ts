import { PassThrough } from 'node:stream';
import { expect, test } from '@playwright/test';
import { hidePassphrase } from '../../../batch/session-file/passphrase';
import { knownPassphrase, newPassphrase } from '../../../cli/session-file/passphrase';
import { forgetPassphrase } from '../../support/no-passphrase';

test.beforeEach(forgetPassphrase);
test.afterEach(forgetPassphrase);

/** A terminal at which somebody types these keys, one line for each question. */
function terminal(...lines: string[]) {
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => input });
  const output = new PassThrough();
  let shown = '';
  output.setEncoding('utf8').on('data', (text: string) => {
    shown += text;
    if (text.endsWith(': ')) setImmediate(() => input.write(lines.shift()));
  });
  return { input, output, shown: () => shown };
}

const GOOD = 'four random words';

test('what is typed is never shown, and a new passphrase is typed twice', async () => {
  const known = terminal(`${GOOD}\r`);
  expect(await knownPassphrase(known)).toBe(GOOD);
  expect(known.shown()).toBe('Passphrase of the file: \n');

  const twice = terminal(`${GOOD}\r`, `${GOOD}\r`);
  expect(await newPassphrase(twice)).toBe(GOOD);
  expect(twice.shown()).toBe('Passphrase for the file: \nOnce more: \n');
});

for (const [what, lines, code, exitCode] of [
  ['two that differ', [`${GOOD}\r`, `${GOOD}!\r`], 'PASSPHRASE_DIFFERS', 2],
  ['one that is too short', ['123456789\r'], 'PASSPHRASE_SHORT', 2],
  ['Ctrl+C', ['four\u0003'], 'STOPPED', 130],
  ['Ctrl+D', ['\u0004'], 'STOPPED', 130],
] as const) {
  test(`${what}: nothing is made`, async () => {
    await expect(newPassphrase(terminal(...lines))).rejects.toMatchObject({ code, exitCode });
  });
}

test('without a terminal there is nobody to ask, unless the environment says it', async () => {
  const nobody = { input: new PassThrough(), output: new PassThrough() };
  await expect(knownPassphrase(nobody)).rejects.toMatchObject({
    exitCode: 2,
    message: 'SESSION_PASSPHRASE is not set, and there is no terminal to ask at: set it in the environment.',
  });
  hidePassphrase({ SESSION_PASSPHRASE: 'short' }, 'environment');
  expect(await knownPassphrase(nobody)).toBe('short');
  await expect(newPassphrase(nobody)).rejects.toThrow('SESSION_PASSPHRASE is shorter than 10 characters');
});
