import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { fault, ok, warning } from '../../../cli/doctor/model/finding';
import { reportLines, supportJson } from '../../../cli/doctor/report';

const FACTS = { version: '1.0.0', platform: 'linux', release: '6', arch: 'x64', node: 'v22.1.0', homedir: '/home/ann' };

test('each finding is a line with its state, wrapped below its text, and what to do below an arrow', () => {
  const lines = reportLines(
    [
      ok('Node', '22.1.0'),
      warning('List', 'one two three four five six seven', 'do this and then do that'),
      fault('Portal', 'away'),
    ],
    50,
  );
  expect(lines).toEqual([
    '  ok       Node        22.1.0',
    '  warning  List        one two three four five six',
    '                       seven',
    '                       → do this and then do that',
    '  FAULT    Portal      away',
    '',
    '❌ 1 fault, 1 warning; → says what to do.',
  ]);
});

test('the last line says how bad it is', () => {
  expect(reportLines([ok('a', 'b')]).at(-1)).toBe('✅ Everything is in order.');
  expect(reportLines([warning('a', 'b'), warning('a', 'b')]).at(-1)).toBe('⚠️ 2 warnings; → says what to do.');
});

test('no word is lost or cut, whatever the width', () => {
  fc.assert(
    fc.property(
      fc.array(fc.stringMatching(/^[a-z/\\.]{1,60}$/), { minLength: 1, maxLength: 30 }),
      fc.integer({ min: 0, max: 200 }),
      (words, width) => {
        const said = reportLines([ok('Name', words.join(' '))], width)
          .slice(0, -2)
          .join(' ')
          .trim()
          .split(/\s+/)
          .slice(2);
        expect(said).toEqual(words);
      },
    ),
  );
});

test('support gets neither the home folder’s name nor passwords in addresses, and no more facts than named', () => {
  const findings = [
    fault(
      'Portal',
      'https://jo:p%40ss@acme.example/x at /home/ann/x is away',
      'see http://u:p@proxy:8080, BASE_URL=jo:pw@acme.example',
    ),
  ];
  const text = supportJson(findings, { ...FACTS, env: { TOKEN: 'SECRET' } } as typeof FACTS);
  expect(JSON.parse(text)).toEqual({
    tool: 'playwright-po-batch',
    version: '1.0.0',
    platform: 'linux',
    release: '6',
    arch: 'x64',
    node: 'v22.1.0',
    result: 'fault',
    findings: [
      {
        name: 'Portal',
        state: 'fault',
        text: 'https://acme.example/x at ~/x is away',
        advice: 'see http://proxy:8080, BASE_URL=acme.example',
      },
    ],
  });
  expect(reportLines(findings, 300).join('\n')).not.toMatch(/jo:|u:p@/);
});
