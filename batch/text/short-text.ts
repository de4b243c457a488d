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

/**
 * JSON whose texts every reader takes: half of a character (a page's emoji, cut) and NUL become `�`. A database refuses
 * either for good, and with it every result that waits behind it.
 */
export function soundJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'string' ? part.replace(/\p{Cs}|\0/gu, '\ufffd') : part,
  );
}

/**
 * The text with its web addresses without user name and password: who wrote them into BASE_URL must not find them in a
 * list, a journal or a report that others read.
 */
export const withoutUser = (text: string): string => text.replace(/(\bhttps?:\/\/)[^/?#\s"<>]*@/gi, '$1');
