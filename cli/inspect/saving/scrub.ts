import { createHmac } from 'node:crypto';
import { ENDINGS, ERROR_MARKERS, isOwnHost, REQUISITION_TEXTS, WORDS } from '../../../fixtures/pages';

/**
 * Replaces what a page says by something of the same form: letters by letters, digits by digits, the same word by the
 * same word everywhere. Only the words stay by which the rules read a page, numbers of files beside them, and the
 * endings of file names. Without the key nothing can be traced back.
 */
export class Scrubber {
  private readonly made = new Map<string, string>();
  private readonly taken = new Set<string>();

  constructor(
    private readonly key: string,
    /** The portal's address: what is on its site stays on one. */
    private readonly baseUrl: string,
  ) {}

  /** A text of the same length. */
  text(text: string): string {
    const kept = keptSpans(text);
    return text.replace(/\p{L}+|\p{N}+/gu, (run, at: number) => {
      const stays = (index: number) => kept.some(([from, to]) => index >= from && index < to);
      if (Array.from({ length: run.length }, (_, index) => at + index).every(stays)) return run;
      return /^\p{N}/u.test(run) ? this.digits(run) : this.letters(run);
    });
  }

  /** Classes, ids, names: they stay, and records' numbers in them do not. */
  identifier(text: string): string {
    return text.replace(/\d{4,}/g, (run) => this.digits(run));
  }

  /** A number of as many digits; two numbers never become one. */
  digits(run: string): string {
    return this.other(run, (bytes) =>
      [...run]
        .map((digit, index) => {
          // No leading zero comes or goes: "0" is a number, "007" is none.
          if (index === 0) return digit === '0' ? '0' : String(1 + (bytes[0]! % 9));
          return String(bytes[index % bytes.length]! % 10);
        })
        .join(''),
    );
  }

  /** An address on `SAVED_PORTAL` for the portal's own, elsewhere for others; its words and numbers replaced. */
  address(written: string, base: string): string {
    const trimmed = written.trim();
    if (trimmed === '' || trimmed.startsWith('#')) return `${trimmed.slice(0, 1)}${this.identifier(trimmed.slice(1))}`;
    if (/^data:/i.test(trimmed)) return `${/^data:[\w/+.-]*/i.exec(trimmed)![0]};base64,AAAA`;
    if (/^javascript:/i.test(trimmed)) return 'javascript:void 0';
    const [call] = /^(?:mailto|tel|sms|callto|skype):/i.exec(trimmed) ?? [];
    if (call) return call + this.text(trimmed.slice(call.length));
    if (!URL.canParse(trimmed, base)) return '#';
    const url = new URL(trimmed, base);
    if (url.protocol === 'blob:') return `blob:${SAVED_PORTAL}/${this.pathWords(url.pathname.split('/').at(-1)!)}`;
    const path = url.pathname.split('/').map((segment) => this.segment(segment));
    const query = [...url.searchParams].map(([name, value]) => `${this.segment(name)}=${this.segment(value)}`);
    return `${this.origin(url)}${path.join('/')}${query.length > 0 ? `?${query.join('&')}` : ''}`;
  }

  private origin({ hostname }: URL): string {
    const own = new URL(this.baseUrl).hostname;
    if (hostname === own) return '';
    const name = this.letters(
      hostname
        .replace(/[^a-z]/gi, '')
        .slice(0, 8)
        .toLowerCase() || 'host',
    );
    return isOwnHost(hostname, own)
      ? `https://${name}.${new URL(SAVED_PORTAL).hostname}`
      : `https://${name}.example.org`;
  }

  private segment(segment: string): string {
    let plain = segment;
    try {
      plain = decodeURIComponent(segment);
    } catch {
      // Not encoded as it should be: as it is.
    }
    return encodeURIComponent(this.pathWords(plain));
  }

  private pathWords(text: string): string {
    return text.replace(/\p{L}+|\p{N}+/gu, (run, at: number) => {
      if (/^\p{N}/u.test(run)) return this.digits(run);
      const ending = text[at - 1] === '.' && ENDING.test(run);
      return ending || PATH_WORDS.has(run.toLowerCase()) ? run : this.letters(run);
    });
  }

  private letters(run: string): string {
    // Of one word in any case one other.
    const made = this.other(run.toLowerCase(), (bytes) =>
      [...run.toLowerCase()].map((letter, index) => letterLike(letter, bytes[index % bytes.length]! + index)).join(''),
    );
    return [...run].map((letter, index) => (isUpper(letter) ? made[index]!.toUpperCase() : made[index]!)).join('');
  }

  /** What stands for a run, always the same, and for no other run where there is enough to choose from. */
  private other(run: string, make: (bytes: Buffer) => string): string {
    const known = this.made.get(run);
    if (known !== undefined) return known;
    for (let round = 0; ; round++) {
      const made = make(this.bytes(`${round} ${run}`));
      if (round < ROUNDS && (this.taken.has(made) || ENDING.test(made))) continue;
      this.made.set(run, made);
      this.taken.add(made);
      return made;
    }
  }

  private bytes = (text: string) => createHmac('sha256', this.key).update(text).digest();
}

/** Where saved pages are served from. */
export const SAVED_PORTAL = 'https://portal.example.com';

/** After so many tries two runs become one: there are more letters than there is to choose from. */
const ROUNDS = 200;

/** No vowels: what comes out is no word of any language, above all none that the rules know. */
const CONSONANTS = 'bcdfghjklmnpqrstvwxz';
const LETTERS: [RegExp, string][] = [
  [/\p{Script=Cyrillic}/u, 'бвгджзклмнпрстфхцчшщ'],
  [/\p{Script=Greek}/u, 'βγδζθκλμνξπρστφχψ'],
  [/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u, '甲乙丙丁戊己庚辛壬癸'],
  [/[\p{Script=Hebrew}]/u, 'גדזחטלמנספצקרת'],
  [/[\p{Script=Arabic}]/u, 'بتثجحخدذرزسشصضطظعغفقك'],
];

function letterLike(letter: string, value: number): string {
  const alphabet = LETTERS.find(([script]) => script.test(letter))?.[1] ?? CONSONANTS;
  return alphabet[value % alphabet.length]!;
}

const isUpper = (letter: string) => letter !== letter.toLowerCase();

const ENDING = new RegExp(`^(?:${ENDINGS})$`, 'i');

/** Words of addresses by which rules tell an order, a requisition, a file, a change. */
const PATH_WORDS = new Set(
  (
    'order headers header purchase orders requisition requisitions req show attachment attachments file files ' +
    'download downloads document documents delete destroy remove edit new upload sessions login signin sso saml po pr'
  ).split(' '),
);

const flags = 'giu';
/** Parts of a text that stay. */
const PARTS = [
  WORDS.either,
  WORDS.changes,
  WORDS.related,
  WORDS.help,
  WORDS.fetch,
  `\\.(?:${ENDINGS})(?![\\p{L}\\p{N}])`,
  '(?<![\\p{L}])(?:oops|sorry|nothing (?:is |was )?attached|attached|empty|po|pr|pm)(?![\\p{L}])',
  ...[...ERROR_MARKERS, ...REQUISITION_TEXTS].map((text) =>
    text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/['’]/g, "['’‘]"),
  ),
].map((source) => new RegExp(source, flags));
/** Texts that stay as a whole. */
const WHOLE = [
  WORDS.more,
  WORDS.loading,
  '^\\D{0,20}\\d+\\s*[-–—]\\s*\\d+\\s*(?:of|von|de|di|van|sur|из|із|/|z|av|af|ja|の|共|중)\\s*\\d{1,4}\\D{0,20}$',
].map((source) => new RegExp(source, 'iu'));
const NOUN = new RegExp(WORDS.either, flags);
const NONE = new RegExp(`(?<![\\p{L}])${WORDS.none}(?![\\p{L}])`, flags);
/** Longest text that says how many files there are. */
const CLAIM_LENGTH = 80;

/** Whether a text may say how many files there are. */
export const mayClaim = (text: string) => text.search(NOUN) >= 0 && (/\d/.test(text) || text.search(NONE) >= 0);

/** Where text stays, as [from, to). */
function keptSpans(text: string): [number, number][] {
  const squeezed = text.trim();
  if (squeezed.length <= CLAIM_LENGTH && WHOLE.some((whole) => whole.test(squeezed))) return [[0, text.length]];
  const spansOf = (pattern: RegExp): [number, number][] =>
    [...text.matchAll(pattern)].filter(([hit]) => hit !== '').map((hit) => [hit.index, hit.index + hit[0].length]);
  const kept = PARTS.flatMap(spansOf);
  // "Attachments (2)", "3 files", "No documents yet": the number belongs to what the page claims.
  if (squeezed.length <= CLAIM_LENGTH && text.search(NOUN) >= 0) {
    const named = new RegExp(WORDS.fileName, 'iu').test(text);
    if (!named) kept.push(...spansOf(/(?<![\p{L}\p{N}])\d{1,4}(?![\p{L}\p{N}])/gu), ...spansOf(NONE));
  }
  return kept;
}
