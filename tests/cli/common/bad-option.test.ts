import { parseArgs } from 'node:util';
import { expect, test } from '@playwright/test';
import { badOption } from '../../../cli/common/bad-option';

const options = { list: { type: 'string' } } as const;
const NO_OPTION = 'po-batch check: there is no option --lsit; po-batch --help lists those that there are.';

for (const [args, line, allowPositionals] of [
  [['--lsit'], NO_OPTION, false],
  [['--lsit'], NO_OPTION, true],
  [['--list'], 'po-batch check: --list must be followed by a value.', false],
  [['--list', '--x'], 'po-batch check: --list must be followed by a value.', false],
  [['a.csv'], 'po-batch check: it takes no "a.csv"; po-batch --help says what it takes.', false],
] as const) {
  test(`check ${args.join(' ')}${allowPositionals ? ' (with files)' : ''}: ${line}`, () => {
    expect(() => {
      try {
        parseArgs({ args: [...args], options, allowPositionals });
      } catch (error) {
        throw badOption('check', error);
      }
    }).toThrow(line);
  });
}
