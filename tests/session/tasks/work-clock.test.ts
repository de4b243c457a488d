import { expect, test } from '@playwright/test';
import { WorkClock } from '../../../session/tasks/work-clock';

const worker = {};
const other = {};

function clock() {
  let at = 1_000;
  const its = new WorkClock(() => at);
  const pass = (ms: number) => (at += ms);
  return { its, pass, for: (ms: number) => async () => (pass(ms), {}) };
}

test('one activity follows another, and each worker has its own', async () => {
  const { its, pass, for: takes } = clock();
  await its.during(worker, 'permit', takes(5_000));
  pass(40); // the claim is none of them
  its.doing(worker, 'browser');
  pass(800);
  its.doing(worker, 'portal');
  its.doing(other, 'files');
  pass(1_500);
  its.doing(worker, 'files');
  pass(200);
  expect(its.take(worker)).toEqual({ permit: 5_000, browser: 800, portal: 1_500, files: 200 });
  expect(its.take(other)).toEqual({ files: 1_700 });
});

test('taking it begins anew', () => {
  const { its, pass } = clock();
  its.doing(worker, 'portal');
  pass(10);
  its.take(worker);
  pass(10);
  expect(its.take(worker)).toEqual({});
});

test("waiting for the portal's turn counts as that, and afterwards the work goes on", async () => {
  const { its, pass, for: takes } = clock();
  its.doing(worker, 'files');
  pass(100);
  await its.turn(worker, takes(3_000));
  pass(50);
  expect(its.take(worker)).toEqual({ files: 150, turn: 3_000 });
});

test('of several files at once, one that waits is enough', async () => {
  const { its, pass } = clock();
  its.doing(worker, 'files');
  let second = (_: object) => {};
  const first = its.turn(worker, async () => ({}));
  const waiting = its.turn(worker, () => new Promise<object>((resolve) => (second = resolve)));
  await first;
  pass(400);
  second({});
  await waiting;
  pass(10);
  expect(its.take(worker)).toEqual({ turn: 400, files: 10 });
});

test('a worker that probes the portal goes on waiting until the portal answers', async () => {
  const { its, pass } = clock();
  const says = (then: string, ms: number) => async () => (pass(ms), { then });
  its.doing(worker, 'portal');
  await its.turn(worker, says('probe', 10));
  pass(20_000);
  await its.probed(worker, says('probe', 5));
  pass(20_000);
  await its.probed(worker, says('go', 5));
  pass(300);
  expect(its.take(worker)).toEqual({ turn: 40_020, portal: 300 });
});

test('what fails ends its activity too', async () => {
  const { its, pass } = clock();
  const fails = async () => {
    pass(10);
    throw new Error('no');
  };
  await expect(its.during(worker, 'rest', fails)).rejects.toThrow('no');
  await expect(its.turn(worker, fails)).rejects.toThrow('no');
  pass(99);
  expect(its.take(worker)).toEqual({ rest: 10, turn: 10 });
});

test('a clock that is set back makes no negative time', () => {
  const { its, pass } = clock();
  its.doing(worker, 'portal');
  pass(-5_000);
  its.doing(worker, 'files');
  pass(10);
  expect(its.take(worker)).toEqual({ files: 10 });
});
