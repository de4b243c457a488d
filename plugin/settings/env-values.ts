import { parseEnv } from 'node:util';
import { PASSPHRASE } from '../../batch/session-file/passphrase';
import { BatchError } from '../../batch/errors/errors';
import { SETTING_NAMES } from '../../batch/settings/settings';

/** A line `NAME=value` whose value is not in quotes, with all that stands behind the `=`. */
const UNQUOTED = /^[ \t]*(?:export[ \t]+)?(\w+)[ \t]*=(?![ \t]*["'`])(.*)$/gm;

/** `#` behind a space, with what it touches, or first of all with nothing that it touches: a comment, or meant as one. */
const COMMENT = /\s#+(\S?)|^#+(?!\S)/;

/**
 * The values of a `.env`. Node's parser cuts a value without quotes at the first `#`, and makes a line break of `\n` in
 * double quotes: a folder `\\server\share#1` would be another folder, and `"C:\new list.csv"` none. Settings have their
 * `#` whole; what may be meant either way throws a BatchError (exit 2) with one line. Other programs' variables are
 * theirs. `file` is for the messages.
 */
export function envValues(text: string, file: string): Record<string, string> {
  const values = parseEnv(text) as Record<string, string>;
  const lines = new Map([...text.matchAll(UNQUOTED)].map(([, name = '', rest = '']) => [name, rest]));
  for (const [name, value] of Object.entries(values)) {
    if (!SETTING_NAMES.has(name) && name !== PASSPHRASE) continue;
    if (/[\r\n]/.test(value)) throw refused(name, file, 'a line break in its value (\\n in double quotes is one)', '');
    const rest = lines.get(name);
    // A line that is part of another value (a certificate, a key in quotes) sets nothing.
    if (rest?.includes('#') && rest.replace(/#.*/, '').trim() === value) values[name] = whole(rest, name, file);
  }
  return values;
}

function whole(rest: string, name: string, file: string): string {
  const comment = COMMENT.exec(rest);
  if (comment?.[1])
    throw refused(name, file, 'a # behind a space', ' If a comment begins there, put a space behind the #.');
  return (comment ? rest.slice(0, comment.index) : rest).trim();
}

const refused = (name: string, file: string, what: string, more: string) =>
  new BatchError('BAD_SETTING', `${name} (${file}) has ${what}: write the value in single quotes.${more}`);
