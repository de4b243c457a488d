/** Texts of strangers (pages, programs) made fit for one line of console, log and list. */

/** Colour codes and other terminal sequences. */
const TERMINAL_CODES = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\-_])/g;

/** One line without colour codes and control characters; white space is single. */
export function oneLine(text: string): string {
  return text
    .replace(TERMINAL_CODES, '')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
}

/** At most `length` characters; a text that was longer ends in `…`, and no character is cut in two. */
export function cutText(text: string, length: number): string {
  const characters = Array.from(text);
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join('')}…`;
}
