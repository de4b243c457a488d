import path from 'node:path';
import { expect, test } from '@playwright/test';

const { takeList } = require('../../setup/list-argument.cjs') as {
  takeList: (
    args: string[],
    where: { cwd: string; env?: Record<string, string> },
  ) => { list: string | undefined; rest: string[] };
};

const cwd = path.resolve('/home/ana');
const at = (name: string) => path.resolve(cwd, name);

const CASES: [string, string[], { list: string | undefined; rest: string[] }, Record<string, string>?][] = [
  ['nothing given', [], { list: undefined, rest: [] }],
  ['--list other.csv', ['--list', 'other.csv'], { list: at('other.csv'), rest: [] }],
  ['--list=other.csv', ['--list=other.csv'], { list: at('other.csv'), rest: [] }],
  [
    'a list with further arguments',
    ['--workers=2', '--list', 'a b.csv', '--headed'],
    { list: at('a b.csv'), rest: ['--workers=2', '--headed'] },
  ],
  ['an absolute list', ['--list', at('x/list.csv')], { list: at('x/list.csv'), rest: [] }],
  ["Playwright's own --list", ['--list'], { list: undefined, rest: ['--list'] }],
  [
    "Playwright's own --list before an option",
    ['--list', '-g', 'PO1'],
    { list: undefined, rest: ['--list', '-g', 'PO1'] },
  ],
  [
    'a -- that PowerShell ate, so that npm kept --list',
    ['other.csv'],
    { list: at('other.csv'), rest: [] },
    { npm_config_list: 'true' },
  ],
  [
    'a -- that PowerShell ate, with =',
    [],
    { list: at('other.csv'), rest: ['--workers=2'] },
    { npm_config_list: 'other.csv', npm_config_workers: '2' },
  ],
  ['a workbook', ['--list', 'other.xlsx'], { list: at('other.xlsx'), rest: [] }],
  [
    'arguments for Playwright',
    ['-g', 'PO15262984', '--last-failed'],
    { list: undefined, rest: ['-g', 'PO15262984', '--last-failed'] },
  ],
];
for (const [what, args, expected, env] of CASES) {
  test(`npm start with ${what}`, () => {
    expect(takeList(args, { cwd, ...(env && { env }) })).toEqual(expected);
  });
}
