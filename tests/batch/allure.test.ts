import { expect, test } from '@playwright/test';
import { allureAnnotations, poError, poErrorText } from '../../batch/allure';
import { STATUSES } from '../../batch/outcome/outcome';
import { allureCategories } from '../../reporters/allure/allure-categories';

const order = { po: 'PO15262984', number: '15262984', supplier: 'ACME, "Inc"', hierarchy: ['P6', ' ', 'x'] };

test('a PO carries its supplier and its hierarchy as Allure labels', () => {
  expect(allureAnnotations(order, ['Priority', 'Supplier Segment', 'Área (nível 1.2)'])).toEqual([
    { type: 'allure.label.po', description: 'PO15262984' },
    { type: 'allure.label.supplier', description: 'ACME, "Inc"' },
    { type: 'allure.label.priority', description: 'P6' },
    { type: 'allure.label.supplier-segment', description: 'Unknown' },
    { type: 'allure.label.área-nível-1-2', description: 'x' },
  ]);
});

test('a missing supplier is called as its folder is', () => {
  expect(allureAnnotations({ ...order, supplier: ' ', hierarchy: [] }, [])[1]!.description).toBe('Unknown_Supplier');
});

test('columns called like a label of Allure, like each other or like nothing get names of their own', () => {
  const names = allureAnnotations({ ...order, hierarchy: ['a', 'b', 'c', 'd'] }, [
    'Suite',
    'Supplier',
    '***',
    'suite',
  ]).map(({ type }) => type);
  expect(names.slice(2)).toEqual([
    'allure.label.suite-2',
    'allure.label.supplier-2',
    'allure.label.hierarchy-3',
    'allure.label.suite-3',
  ]);
});

test('the error of a failed PO is one line that begins with status and reason, without name or stack', () => {
  const error = poError({ status: 'FAILED', reason: 'DOWNLOADS_FAILED', message: 'Failed to\n download 3' });
  expect([error.name, error.message, error.stack]).toEqual([
    '',
    'FAILED / DOWNLOADS_FAILED — Failed to download 3',
    'FAILED / DOWNLOADS_FAILED — Failed to download 3',
  ]);
});

const categoryOf = (message: string) =>
  allureCategories.find(({ messageRegex }) => new RegExp(messageRegex).test(message))!.name;

test('every status and reason that fails a test has a category of its own', () => {
  const pairs = [
    ['PARTIAL', 'PARTIAL_DOWNLOAD'],
    ['PARTIAL', 'PR_FALLBACK_PARTIAL'],
    ['FAILED', 'DOWNLOADS_FAILED'],
    ['FAILED', 'PR_FALLBACK_FAILED'],
    ['FAILED', 'UNEXPECTED_ERROR'],
    ['PO_NOT_FOUND', 'COUPA_ERROR_PAGE'],
    ['PR_NOT_ACCESSIBLE', 'PR_FALLBACK_ERROR_PAGE'],
    ['TIMEOUT', 'LIMIT_PASSED'],
  ] as const;
  const names = pairs.map(([status, reason]) => categoryOf(poErrorText({ status, reason, message: 'm' })));
  expect(new Set(names).size).toBe(pairs.length);
  names.forEach((name, index) => expect(name).toContain(pairs[index]![0]));
  expect(new Set(pairs.map(([status]) => status)).size).toBe(STATUSES.length - 2);
});

test('anything else is sorted too', () => {
  expect(categoryOf('Error: worker process exited unexpectedly (code=null)')).toBe('The worker process ended');
  expect(categoryOf('Error: no session')).toBe('Other');
  expect(categoryOf('')).toBe('Other');
});
