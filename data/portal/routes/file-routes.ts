import { contentDisposition } from './content-disposition';
import { sendStatus } from './document-routes';
import { fileContent, lengthOf } from '../files';
import { fileAddress, type Owner } from '../markup';
import { fileText, type AttachmentDefinition, type FileTrouble } from '../orders';
import { signInPage, fileErrorPage, statusPage } from '../pages';
import { redirect, reset, sendPage, type Exchange } from './reply';
import { sendBody, type Sending } from './send-file';
import type { PortalState } from '../state/state';

/** An attachment's file, or the trouble that its definition wants. */
export async function sendAttachment(
  state: PortalState,
  exchange: Exchange,
  owner: Owner,
  index: number,
): Promise<void> {
  const { request, url } = exchange;
  const found = state.owned(owner);
  const attachment = found?.document.attachments?.[index];
  if (!found || !attachment) return sendPage(exchange, statusPage(404), 404);
  if (attachment.form === 'form-post' && request.method !== 'POST') return sendPage(exchange, statusPage(405), 405);
  const address = fileAddress(owner, index, attachment);
  if (attachment.form === 'redirect' && url.pathname.startsWith('/go/')) {
    return redirect(exchange, `/files/${owner}/${index}/${encodeURIComponent(attachment.name)}`);
  }
  const end = state.counters.beginFile(found.order.number, address, attachment.name);
  exchange.response.once('close', state.counters.beginUse(found.order.number));
  let whole = false;
  try {
    await state.latency('file', found.document, found.order.number, attachment);
    const { trouble } = attachment;
    const active = trouble && state.happens(`file ${address}`, trouble.times) ? trouble : undefined;
    if (active && answered(exchange, active)) return;
    const text = fileText(found.heading, owner.slice(2), found.document.supplier, attachment.name, index + 1);
    whole = await send(exchange, attachment, active, text);
  } finally {
    end(whole);
  }
}

/** Troubles that put something else in the file's place. */
function answered(exchange: Exchange, trouble: FileTrouble): boolean {
  if (trouble.kind === 'status') sendStatus(exchange, trouble);
  else if (trouble.kind === 'html-page')
    sendPage(exchange, trouble.page === 'sign-in' ? signInPage('/') : fileErrorPage());
  else if (trouble.kind === 'reset') reset(exchange);
  else return false;
  return true;
}

async function send(
  { response, request }: Exchange,
  attachment: AttachmentDefinition,
  trouble: FileTrouble | undefined,
  text: Parameters<typeof fileContent>[1],
): Promise<boolean> {
  const content = fileContent(attachment.name, text, attachment.size);
  const length = lengthOf(content);
  const name = contentDisposition(attachment);
  response.writeHead(200, {
    // Before the length: Node re-encodes a Content-Disposition that comes after it, which garbles raw UTF-8.
    ...(name === undefined ? {} : { 'content-disposition': name }),
    'content-type': content.type,
    'content-length': length,
    'cache-control': 'private, no-store',
  });
  if (request.method === 'HEAD') {
    response.end();
    return false;
  }
  const sending: Sending = { bytesPerSecond: attachment.bytesPerSecond };
  if (trouble?.kind === 'cut-off' || trouble?.kind === 'stalls') {
    sending.until = trouble.afterBytes ?? Math.floor(length * 0.6);
    sending.then = trouble.kind === 'stalls' ? 'stall' : 'cut';
  }
  return sendBody(response, content, sending);
}
