/** What no name on any of the disks may hold, for folders and files alike. */

/** C0 and C1 controls, and lone halves of a character, which a disk would change into something else. */
const CONTROLS = /[\p{Cc}\p{Cs}]/gu;
/** Marks that reverse the direction of text: `invoice\u202Efdp.exe` would show as `invoiceexe.pdf`. */
const DIRECTION_MARKS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

export function withoutControls(name: string): string {
  return name.replace(CONTROLS, '').replace(DIRECTION_MARKS, '');
}

/** Windows takes these for devices with any extension, and with spaces before it. */
const RESERVED = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³]) *(?=\.|$)/i;

/** A Windows device name gets a `_`: `CON` → `CON_`, `nul.pdf` → `nul_.pdf`. */
export function escapeReserved(name: string): string {
  return name.replace(RESERVED, '$&_');
}

export function isReserved(name: string): boolean {
  return RESERVED.test(name);
}

/** The first `length` characters; a character outside the basic plane counts as one and is never cut in two. */
export function firstCharacters(text: string, length: number): string {
  return text.length <= length ? text : Array.from(text).slice(0, length).join('');
}
