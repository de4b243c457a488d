import { worst, counted, type Finding } from './model';

/** The doctor's findings as a person reads them, and as support gets them. Pure. */

const STATES = { ok: 'ok', warning: 'warning', fault: 'FAULT' } as const;
const NAME_WIDTH = 12;
const INDENT = ' '.repeat(2 + 9 + NAME_WIDTH);

/** Lines for a console that is so many columns wide. */
export function reportLines(findings: readonly Finding[], width = 100): string[] {
  const lines = findings.flatMap(({ name, state, text, advice }) => {
    const head = `  ${STATES[state].padEnd(9)}${name.padEnd(NAME_WIDTH)}`;
    const body = wrapped(clean(text), width - INDENT.length);
    const todo =
      advice === undefined
        ? []
        : wrapped(clean(advice), width - INDENT.length - 2).map(
            (line, index) => `${INDENT}${index === 0 ? '→ ' : '  '}${line}`,
          );
    return [...body.map((line, index) => (index === 0 ? head : INDENT) + line), ...todo];
  });
  return [...lines, '', closingLine(findings)];
}

function closingLine(findings: readonly Finding[]): string {
  const count = (state: Finding['state']) => findings.filter((finding) => finding.state === state).length;
  const troubles = (['fault', 'warning'] as const).flatMap((state) =>
    count(state) === 0 ? [] : [counted(count(state), state)],
  );
  if (troubles.length === 0) return '✅ Everything is in order.';
  return `${worst(findings) === 'fault' ? '❌' : '⚠️'} ${troubles.join(', ')}; → says what to do.`;
}

export interface SupportFacts {
  version: string;
  platform: string;
  release: string;
  arch: string;
  node: string;
  homedir: string;
}

/**
 * One JSON document for support. Without the user's name, where a path shows it, and without passwords in addresses.
 */
export function supportJson(
  findings: readonly Finding[],
  { homedir, version, platform, release, arch, node }: SupportFacts,
): string {
  // Longer than a root's: `/` for a home folder would be found in every path.
  const inner = (text: string) => (homedir.length > 3 ? clean(text).split(homedir).join('~') : clean(text));
  const shown = findings.map(({ name, state, text, advice }) => ({
    name,
    state,
    text: inner(text),
    ...(advice !== undefined && { advice: inner(advice) }),
  }));
  // Named one by one: what else the caller knows, the environment among it, is nobody's business.
  return JSON.stringify(
    { tool: 'playwright-po-batch', version, platform, release, arch, node, result: worst(findings), findings: shown },
    undefined,
    2,
  );
}

/** An address may carry a name and a password (BASE_URL, a proxy): those reach neither a screen nor a ticket. */
const clean = (text: string) =>
  text.replace(/(\b[a-z][a-z\d+.-]*:\/\/)[^\s/@]+@/gi, '$1').replace(/[^\s/\\@:=]+:[^\s/\\@]+@/g, '');

/** By words; a word that is too long, such as a path, keeps its line to itself. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= Math.max(20, width))
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
