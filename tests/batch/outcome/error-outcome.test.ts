import { errors, expect, test } from '@playwright/test';
import { BatchError } from '../../../batch/errors/errors';
import { timeoutOutcome, unexpectedOutcome } from '../../../batch/outcome/error-outcome';

const seen = { coupaUrl: 'https://acme.coupahost.com/order_headers/1' };
const nothing = { supplier: '', found: 0, downloaded: 0, ...seen };
const message = (error: unknown) => unexpectedOutcome(error, seen).message;

test('a limit that passed is TIMEOUT', () => {
  const outcome = {
    status: 'TIMEOUT',
    reason: 'LIMIT_PASSED',
    message: 'Timed out waiting for the page to finish loading.',
    ...nothing,
  };
  expect(timeoutOutcome(seen)).toEqual(outcome);
  expect(unexpectedOutcome(new errors.TimeoutError('page.goto: Timeout 30000ms exceeded.'), seen)).toEqual(outcome);
});

test('anything else is FAILED with class and text, and keeps what was seen until then', () => {
  const requisition = { trigger: 'po_without_pdf', gaveFiles: false } as const;
  const known = { ...seen, supplier: 'ACME', found: 3, downloaded: 1, requisition };
  expect(unexpectedOutcome(new RangeError('too much'), known)).toEqual({
    status: 'FAILED',
    reason: 'UNEXPECTED_ERROR',
    message: 'RangeError: too much',
    ...known,
  });
});

for (const text of [
  'page.goto: Target page, context or browser has been closed',
  'locator.click: Target page, context or browser has been closed\nCall log:\n  - waiting',
  'Browser has been closed',
  'browserContext.newPage: Browser closed.',
  'Target closed',
]) {
  test(`"${text.split('\n')[0]}" is a browser window that closed`, () => {
    expect(message(new Error(text))).toBe('Browser window closed unexpectedly.');
  });
}

test('a refused or cut connection is not a browser that closed', () => {
  expect(message(new Error('page.goto: net::ERR_CONNECTION_CLOSED at https://acme.coupahost.com/'))).toBe(
    'Error: page.goto: net::ERR_CONNECTION_CLOSED at https://acme.coupahost.com/',
  );
});

test('a password of BASE_URL is in neither address nor message', () => {
  const at = 'http://nina:secret@acme.com/order_headers/1';
  const error = new Error(`page.goto: net::ERR_FAILED at ${at}`);
  expect(JSON.stringify(unexpectedOutcome(error, { coupaUrl: at }))).not.toContain('secret');
  expect(timeoutOutcome({ coupaUrl: at }).coupaUrl).toBe('http://acme.com/order_headers/1');
});

test('colour codes, line breaks and the call log do not reach the message', () => {
  const error = new Error(
    'locator.click: \u001b[31mError\u001b[39m: strict\n mode\n\u001b[2mCall log:\u001b[22m\n\u001b[2m  - waiting ' +
      'for x\u001b[22m\n',
  );
  expect(message(error)).toBe('Error: locator.click: Error: strict mode');
});

test('the text is 150 characters at most, no character cut in two', () => {
  const text = message(new TypeError('😀'.repeat(400)));
  expect(text).toBe(`TypeError: ${'😀'.repeat(149)}…`);
});

test('an error made for the operator is its own sentence', () => {
  expect(message(new BatchError('DISK_FULL', 'The disk of /d is full: free some room.'))).toBe(
    'The disk of /d is full: free some room.',
  );
});

test('what is thrown without being an error has a message too', () => {
  expect(message('just text')).toBe('Error: just text');
  expect(message(undefined)).toBe('Error: undefined');
  expect(message(new (class PortalError extends Error {})('down'))).toBe('PortalError: down');
});
