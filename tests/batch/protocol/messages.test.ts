import { expect, test } from '@playwright/test';
import fc from 'fast-check';
import { lineSplitter } from '../../../batch/protocol/messages';

const split = (chunks: string[]): string[] => {
  const lines: string[] = [];
  const take = lineSplitter((line) => lines.push(line));
  chunks.forEach(take);
  return lines;
};

test('lines come whole, however the stream was cut', () => {
  const line = fc.string({ minLength: 1 }).filter((text) => !text.includes('\n'));
  fc.assert(
    fc.property(fc.array(line), fc.array(fc.nat(200)), (lines, cuts) => {
      const stream = lines.map((text) => `${text}\n`).join('');
      const at = [0, ...cuts.map((cut) => cut % (stream.length + 1)).sort((a, b) => a - b), stream.length];
      const chunks = at.slice(1).map((end, index) => stream.slice(at[index], end));
      expect(split(chunks)).toEqual(lines);
    }),
  );
});

test('empty lines say nothing, and a line without its end is not one yet', () => {
  expect(split(['\n\na\n\n', 'b'])).toEqual(['a']);
  expect(split(['b', '\n'])).toEqual(['b']);
});
