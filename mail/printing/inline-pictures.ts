import type { MailAttachment, MailMessage } from '../reading';

/** Kinds that a browser draws, by MIME type and by ending: Outlook often writes no type. */
const DRAWN: Record<string, string> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  bmp: 'image/bmp',
};

/** The message's attachments, told apart: pictures that its body shows by `cid:`, and files. Pure. */
export interface SplitAttachments {
  /** Pictures by their content id in lower case, as `data:` addresses. */
  pictures: Record<string, string>;
  files: MailAttachment[];
}

export function splitAttachments({
  html = '',
  attachments,
}: Pick<MailMessage, 'html' | 'attachments'>): SplitAttachments {
  const shown = referredTo(html);
  const split: SplitAttachments = { pictures: {}, files: [] };
  for (const one of attachments) {
    const id = one.contentId?.toLowerCase();
    const type = typeOf(one);
    if (id !== undefined && type !== undefined && shown.has(id))
      split.pictures[id] = `data:${type};base64,${Buffer.from(one.content).toString('base64')}`;
    else split.files.push(one);
  }
  return split;
}

/** Content ids that the body refers to, in lower case. */
function referredTo(html: string): Set<string> {
  return new Set(Array.from(html.matchAll(/\bcid:([^"'\s<>)]{1,500})/gi), ([, id]) => pictureId(id!)));
}

/** A content id as an address writes it: percent-encoded, with `&amp;` in markup. */
function pictureId(id: string): string {
  const plain = id.replace(/&amp;/g, '&');
  try {
    return decodeURIComponent(plain).toLowerCase();
  } catch {
    return plain.toLowerCase();
  }
}

function typeOf({ type, name }: MailAttachment): string | undefined {
  const given = type
    .replace('image/jpg', 'image/jpeg')
    .replace('image/pjpeg', 'image/jpeg')
    .replace('image/x-png', 'image/png');
  if (Object.values(DRAWN).includes(given)) return given;
  const extension = /\.([a-z]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  return DRAWN[extension];
}
