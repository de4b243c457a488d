import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { Claims } from '../../../session/tasks/claims';

const claim = (po: string, holder: object) => ({ number: po.replace(/\D/g, ''), po, holder });

/** What has become of a promise by now. */
const now = async (taken: Promise<boolean>) => {
  await Promise.resolve();
  return Promise.race([taken, Promise.resolve('waits')]);
};

test('a number has one holder; another spelling of it waits its turn', async () => {
  const claims = new Claims();
  const [a, b] = [{}, {}];
  expect(await now(claims.take(claim('PO100001', a)))).toBe(true);
  const second = claims.take(claim('100001', b));
  expect(await now(claims.take(claim('PO100002', b)))).toBe(true);
  expect(await now(second)).toBe('waits');
  claims.release(a, 'PO100001');
  expect(await now(second)).toBe(true);
  expect([claims.holds(b, '100001'), claims.holds(a, 'PO100001')]).toEqual([true, false]);
});

test('whoever waited longest is next', async () => {
  const claims = new Claims();
  const holders = [{}, {}, {}];
  const granted: number[] = [];
  holders.forEach((holder, index) => void claims.take(claim('PO100001', holder)).then(() => granted.push(index)));
  for (const holder of holders) {
    await Promise.resolve();
    claims.release(holder, 'PO100001');
  }
  await Promise.resolve();
  expect(granted).toEqual([0, 1, 2]);
});

test('a lost connection frees what it held and gives up what it waited for', async () => {
  const claims = new Claims();
  const [a, b] = [{}, {}];
  void claims.take(claim('PO100001', a));
  void claims.take(claim('PO100002', b));
  const waiting = [claims.take(claim('100001', b)), claims.take(claim('100002', a))];
  expect(claims.dropHolder(b)).toEqual(['PO100002']);
  expect(await Promise.all(waiting.map(now))).toEqual([false, true]);
});

test('nobody can release what another holds', async () => {
  const claims = new Claims();
  const [a, b] = [{}, {}];
  void claims.take(claim('PO100001', a));
  claims.release(b, 'PO100001');
  claims.release(a, '100001');
  expect(claims.holds(a, 'PO100001')).toBe(true);
});

type Step =
  | { act: 'take' | 'release'; holder: number; po: string }
  | { act: 'drop'; holder: number }
  | { act: 'refuse' };
const po = fc.constantFrom('PO100001', 'PM100001', '100001', 'PO100002');
const holder = fc.nat(3);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ act: fc.constant('take' as const), holder, po }) },
  { weight: 4, arbitrary: fc.record({ act: fc.constant('release' as const), holder, po }) },
  fc.record({ act: fc.constant('drop' as const), holder }),
  fc.record({ act: fc.constant('refuse' as const) }),
);

test('under any interleaving a number has at most one holder, and everyone who waits is granted or refused in the end', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const claims = new Claims();
      const holders = [{}, {}, {}, {}];
      /** What this test believes: the open answers, and who was told that he holds what. */
      const open = new Set<object>();
      const held: { holder: object; po: string; number: string }[] = [];
      const forget = (gone: (entry: (typeof held)[number]) => boolean) => {
        for (const entry of held.filter(gone)) held.splice(held.indexOf(entry), 1);
      };
      for (const given of steps) {
        if (given.act === 'refuse') claims.refuseWaiting();
        else if (given.act === 'drop') {
          claims.dropHolder(holders[given.holder]!);
          forget((entry) => entry.holder === holders[given.holder]);
        } else if (given.act === 'release') {
          claims.release(holders[given.holder]!, given.po);
          forget((entry) => entry.holder === holders[given.holder] && entry.po === given.po);
        } else {
          const asked = claim(given.po, holders[given.holder]!);
          open.add(asked);
          void claims.take(asked).then((granted) => {
            open.delete(asked);
            if (granted) held.push(asked);
          });
        }
        await Promise.resolve();
        expect(new Set(held.map(({ number }) => number)).size).toBe(held.length);
        for (const entry of held) expect(claims.holds(entry.holder, entry.po)).toBe(true);
      }
      claims.refuseWaiting();
      await Promise.resolve();
      expect(open.size).toBe(0);
    }),
    { numRuns: 200 },
  );
});

test('when every holder goes, every waiter has had its turn', async () => {
  const claims = new Claims();
  const holders = Array.from({ length: 6 }, () => ({}));
  let granted = 0;
  holders.forEach((one) => void claims.take(claim('PO100001', one)).then((yes) => (granted += Number(yes))));
  for (const one of holders) {
    await Promise.resolve();
    claims.dropHolder(one);
  }
  await Promise.resolve();
  expect(granted).toBe(6);
});
