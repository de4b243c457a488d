import { fitsFolder, takenAmong, uniqueName } from '../../batch/names';

/**
 * The name of each message's PDF: `offer.msg` has `offer.pdf`, and `offer.msg.pdf` where `offer.pdf` is another file of
 * the PO or another message's. The same names give the same answer, whatever their order. Pure.
 */
export function pdfNames(
  messages: readonly string[],
  others: Iterable<string>,
  folder: string,
  platform: NodeJS.Platform = process.platform,
): Map<string, string> {
  const used = [...others, ...messages];
  const names = new Map<string, string>();
  for (const message of [...new Set(messages)].sort()) {
    const taken = takenAmong(used);
    const plain = `${message.replace(/\.[^.]*$/, '')}.pdf`;
    const name = uniqueName(taken(plain) ? `${message}.pdf` : plain, taken, fitsFolder(folder, platform));
    names.set(message, name);
    used.push(name);
  }
  return names;
}
