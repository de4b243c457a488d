import { expect, test } from '@playwright/test';

const { FOR_TESTS, nodeTooOld } = require('../../setup/node-version.cjs') as {
  FOR_TESTS: [number, number];
  nodeTooOld: (version: string, oldest?: [number, number]) => string | undefined;
};

for (const version of ['v20.13.0', 'v20.20.2', 'v22.0.0', 'v100.1.0']) {
  test(`Node ${version} will do`, () => {
    expect(nodeTooOld(version)).toBeUndefined();
  });
}

for (const version of ['v20.12.2', 'v18.20.4', 'v8.17.0', 'v0.12.18']) {
  test(`Node ${version} is refused in one line that says what to install`, () => {
    expect(nodeTooOld(version)).toBe(
      `Node ${version.slice(1)} is too old: Node 20.13 or newer is needed; install the LTS version from https://nodejs.org and start again.`,
    );
  });
}

test('the oldest Node that will do is the one in package.json', () => {
  const { engines } = require('../../package.json') as { engines: { node: string } };
  const oldest = engines.node.replace('>=', '');
  expect(nodeTooOld(`v${oldest}.0`)).toBeUndefined();
  expect(nodeTooOld('v20.12.9')).toContain(`Node ${oldest} or newer`);
});

test('npm test asks for the Node that lint and the format need', () => {
  const needed = ['oxlint', 'oxfmt', 'knip'].map(
    (name) => (require(`../../node_modules/${name}/package.json`) as { engines: { node: string } }).engines.node,
  );
  expect(new Set(needed)).toEqual(new Set([`^${FOR_TESTS.join('.')}.0 || >=22.12.0`]));
  expect(nodeTooOld('v20.18.3', FOR_TESTS)).toContain('Node 20.19 or newer');
  expect(nodeTooOld('v20.19.0', FOR_TESTS)).toBeUndefined();
});
