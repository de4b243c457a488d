import { parseArgs } from 'node:util';

/** Options of a measurement, each a text: `-- --pos 8`, else `POS=8` of the environment, else what stands here. */
export function optionsOf<Name extends string>(defaults: Record<Name, string>): Record<Name, string> {
  const names = Object.keys(defaults) as Name[];
  const { values } = parseArgs({
    options: Object.fromEntries(names.map((name) => [name, { type: 'string' as const }])),
  });
  return Object.fromEntries(
    names.map((name) => [name, values[name] ?? process.env[name.toUpperCase()] ?? defaults[name]]),
  ) as Record<Name, string>;
}

/** Whole numbers from 1, separated by commas. Throws for anything else. */
export function wholeNumbers(text: string): number[] {
  const numbers = text.split(',').map(Number);
  if (numbers.every((number) => Number.isInteger(number) && number > 0)) return numbers;
  throw new Error(`${text}: whole numbers from 1, such as 4 or 1,2,4`);
}

/** The middle one; of an even number of them the mean of the middle two. NaN of none. */
export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** A table in Markdown; the columns after the first `words` hold numbers. */
export function markdown(head: string[], rows: string[][], words: number): string {
  const rule = head.map((_, index) => (index < words ? '---' : '---:'));
  return [head, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
