import { expect, test } from '@playwright/test';
import { judgeStore } from '../../../../cli/doctor/checks/store';
import { examine } from '../../../../cli/doctor/command';
import { reportLines } from '../../../../cli/doctor/report';
import { fakeView } from '../fake-view';

type Facts = Parameters<typeof judgeStore>[0];
const found: NonNullable<Facts['found']> = {
  version: 1,
  knows: 1,
  closed: [],
  mayMake: false,
  user: 'clerk',
  ahead: 40,
  within: 20,
  tls: 'TLSv1.3',
  checked: true,
  local: false,
};
const place = 'db:5432/po';

for (const [what, change, states, text] of [
  ['all is well', {}, ['ok', 'ok'], /answers, tables of version 1$/],
  [
    'no tables, and the right to make them',
    { version: 0, mayMake: true },
    ['ok', 'ok'],
    /the first run makes its tables/,
  ],
  [
    'no tables, and no right',
    { version: 0 },
    ['fault', 'ok'],
    /no tables of po-batch yet, and clerk may not make them/,
  ],
  ['tables nobody may look at', { version: undefined }, ['fault', 'ok'], /may not read/],
  ['tables of a newer program', { version: 2, mayMake: true }, ['fault', 'ok'], /version 2, made by a newer/],
  ['tables of an older one', { knows: 2, mayMake: true }, ['ok', 'ok'], /version 1: the next run makes it 2/],
  ['tables of an older one, no right', { knows: 2 }, ['fault', 'ok'], /clerk may not bring them to 2/],
  ['a table that may not be written', { closed: ['runs'] }, ['fault', 'ok'], /may not read and write po_batch\.runs/],
  ['a clock that is wrong', { ahead: -3_700_000 }, ['ok', 'warning', 'ok'], /tables of version/],
  ['a slow answer, which says little about clocks', { ahead: 11_000, within: 2_000 }, ['ok', 'ok'], /tables of/],
  ['nothing encrypted', { tls: undefined }, ['ok', 'warning'], /tables of/],
  ['nothing encrypted on this computer', { tls: undefined, local: true }, ['ok'], /tables of/],
] as const) {
  test(`database: ${what}`, () => {
    const findings = judgeStore({
      place,
      found: { ...found, ...change, closed: [...('closed' in change ? change.closed : [])] },
    });
    expect(findings.map(({ state }) => state)).toEqual(states);
    expect(findings[0]!.text).toMatch(text);
  });
}

test('a database that is away, or refuses: the line with which a run would end, and its exit code', () => {
  const advice = (away: boolean) => judgeStore({ place, refused: { text: 'It refuses.', away } })[0];
  expect(advice(true)).toMatchObject({
    state: 'fault',
    text: 'It refuses.',
    advice: expect.stringContaining('code 6'),
  });
  expect(advice(false)).toMatchObject({ state: 'fault', advice: expect.stringContaining('code 2') });
});

test('the doctor asks the database of STORE_URL, and shows no password', async ({}, testInfo) => {
  const url = 'postgres://ana:Goldfish@127.0.0.1:1/po';
  const asked: string[] = [];
  const machine = fakeView('linux', {
    lookAtStore: async (given) => {
      asked.push(given);
      return { place, found };
    },
  });
  process.env['STORE_URL'] = url;
  process.env['BASE_URL'] = 'https://acme.coupahost.com';
  try {
    const lines = reportLines(await examine(machine, testInfo.outputDir)).join('\n');
    expect(asked).toEqual([url]);
    expect(lines).toMatch(/ok +Database +db:5432\/po answers/);
    expect(lines).not.toContain('Goldfish');
  } finally {
    delete process.env['STORE_URL'];
    delete process.env['BASE_URL'];
  }
});
