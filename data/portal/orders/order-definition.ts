/**
 * What one order of the sample portal is and how it behaves. A catalogue is an array of these; nothing else decides
 * what the portal shows. Every default is a page or a file that works.
 */

/**
 * How often a trouble happens before the thing works. Counted by the portal while it runs; `first-run`: until a portal
 * is started that remembers it, as a colleague mends something between two runs.
 */
export type Times = number | 'always' | 'first-run';

/** Milliseconds: `page` before a page's first byte, `file` before a file's. */
export interface Latency {
  page: number;
  file: number;
}

/** The places on an order page where portals of this kind put the supplier's name. */
export type SupplierForm =
  | 'data-attribute'
  | 'name-class'
  | 'info-block'
  | 'test-id'
  | 'section-block'
  | 'detail-row'
  | 'absent';

/** What the page shows for one attachment. The last six have no link: only a click leads to the file. */
export type AttachmentForm =
  | 'anchor'
  | 'two-anchors'
  | 'span-in-anchor'
  | 'attachment-path'
  | 'download-path'
  | 'download-attribute'
  | 'file-extension'
  | 'titled-anchor'
  | 'new-tab'
  | 'redirect'
  | 'labelled-span'
  | 'role-button'
  | 'titled-button'
  | 'titled-span'
  | 'blob-button'
  | 'labelled-blob-button'
  | 'form-post';

/** What a control without a link does when it is clicked. */
export type ClickAction = 'navigate' | 'open-window';

/** An HTTP status in the place of a page or a file. */
export interface StatusTrouble {
  kind: 'status';
  code: number;
  retryAfter?: number;
  /** No page says so: the answer has no body. */
  empty?: true;
  times?: Times;
}

/** What goes wrong with the answer to a file. */
export type FileTrouble =
  | StatusTrouble
  /** Content-Length promises the whole file, the connection is cut after `afterBytes` (default: 60 % of it). */
  | { kind: 'cut-off'; afterBytes?: number; times?: Times }
  /** Sends this part of the file and then nothing more, without closing. */
  | { kind: 'stalls'; afterBytes?: number; times?: Times }
  /** The connection is reset before the first byte. */
  | { kind: 'reset'; times?: Times }
  /** Status 200 and an HTML page where the file should be. */
  | { kind: 'html-page'; page: 'sign-in' | 'error'; times?: Times };

/** One attachment of the sample portal: its file, how the page shows it, and what goes wrong with it. */
export interface AttachmentDefinition {
  /** The name that the page shows; its extension decides the content: pdf docx xlsx msg eml png jpg txt csv zip. */
  name: string;
  form?: AttachmentForm;
  /** For forms without a link. Default `navigate`. */
  onClick?: ClickAction;
  /** `attachment` (default), `inline`, or `none`: no Content-Disposition header, the name stands in the URL only. */
  disposition?: 'attachment' | 'inline' | 'none';
  /** The name in Content-Disposition, where it differs from the one shown. May be hostile, may be empty. */
  servedAs?: string;
  /** How the name is written in the header. Default: `plain` for ASCII names, else `rfc5987`. */
  naming?: 'plain' | 'rfc5987' | 'raw-utf8' | 'raw-latin1';
  /** Bytes. Default: whatever the content needs; larger ones (pdf, txt, csv) are streamed, never held in memory. */
  size?: number;
  /** Trickles instead of sending at once. */
  bytesPerSecond?: number;
  /** Milliseconds before the first byte; wins over the order's and the portal's. */
  latency?: number;
  trouble?: FileTrouble;
}

/** An attachment list that arrives by script after the page has loaded. */
export interface ListArrival {
  /** Milliseconds until each part is there. */
  afterMs: number;
  /** Default 1. The second part is asked for when the first has been shown. */
  parts?: 1 | 2;
  /** With a spinner and `aria-busy` (default) or without any sign that something is to come. */
  spinner?: boolean;
}

/** Texts by which Coupa's error pages are known. */
export const ERROR_MARKERS = [
  "Oops! We couldn't find what you wanted",
  'You are not authorized',
  'Access denied',
  "The page you were looking for doesn't exist",
  'Desculpe, não encontramos o que você procurava',
] as const;
export type ErrorMarker = (typeof ERROR_MARKERS)[number];
export type ErrorPlace = 'flash_error' | 'flash-error' | 'error_explanation' | 'notice' | 'heading' | 'title';

/** An error page in the place of a document: which text it shows, and where. */
export interface ErrorPage {
  marker: ErrorMarker;
  place: ErrorPlace;
  /** HTTP status. Default 404. */
  status?: number;
}

/** What a good page may hold that only looks like an error or like an attachment. */
export type Decoy =
  | 'marker-in-script'
  | 'marker-in-template'
  | 'marker-hidden'
  | 'harmless-notice'
  | 'add-attachment-controls';

/** What a page does instead of showing its document. */
export type PageTrouble =
  | StatusTrouble
  /** A company proxy answers in the portal's place, naming the address that it blocked. */
  | { kind: 'block-page'; status?: number; times?: Times }
  | { kind: 'maintenance'; status?: 200 | 503; times?: Times }
  | { kind: 'terms'; times?: Times }
  | { kind: 'home'; times?: Times }
  /** A good order page, of another order. */
  | { kind: 'other-order'; times?: Times }
  | { kind: 'sign-in'; times?: Times }
  | { kind: 'identity-provider'; times?: Times }
  | { kind: 'blank'; times?: Times }
  /** Sends half of the page and never the rest. */
  | { kind: 'stalls'; times?: Times }
  /** Takes the request and never answers. */
  | { kind: 'silent'; times?: Times }
  | { kind: 'reset'; times?: Times };

/** Other shapes of attachment panels than a list in the page, as portals of this kind have them. */
export type PanelShape =
  /** In a frame of the portal's own, and in a frame inside that. */
  | 'frame'
  | 'nested-frame'
  /** In an open shadow root, and in one inside that. */
  | 'shadow'
  | 'nested-shadow'
  /** `Loading…` in words only; a script asks for the list 400 ms after the page has loaded. */
  | 'loading-words'
  /** One file, and a button `Show n more`. */
  | 'show-more'
  /** One file at a time, and a button `Next page`. */
  | 'pages'
  /** A tab `Attachments (n)` whose panel is made when it is pressed. */
  | 'tab'
  /** A closed `<details>` that asks for its list when it is opened. */
  | 'details'
  /** Below the fold: asked for when it comes into view. */
  | 'scroll'
  /** The heading promises one file more than there is. */
  | 'claims-more'
  /** A link `Next page` to another address, where the rest is. */
  | 'other-address'
  /** A table with `Download` and `Delete` beside each name; deletions are counted. */
  | 'table-with-delete'
  /** Links beside the files that are none: navigation, help, related orders, a page of another order. */
  | 'among-other-links';

/** What order and requisition pages have in common. */
export interface DocumentDefinition {
  /** Digits only. */
  number: string;
  supplier: string;
  supplierForm?: SupplierForm;
  attachments?: AttachmentDefinition[];
  list?: ListArrival;
  error?: ErrorPage;
  trouble?: PageTrouble;
  decoys?: Decoy[];
  /** Where and how the page shows its files. Default: a list that comes with the page. */
  panel?: PanelShape;
  /** The good page holds a request open for ever, so its network never becomes idle. */
  longPoll?: boolean;
  latency?: Partial<Latency>;
}

/** How the order page leads to its requisition. */
export type RequisitionLinkForm =
  | 'requisition_headers'
  | 'requisition_header'
  | 'test-id'
  | 'req-path'
  | 'text-requisition'
  | 'text-purchase-requisition'
  | 'text-requisicao'
  | 'new-tab';

/** An order's requisition, and the link by which the order's page leads to it. */
export interface RequisitionDefinition extends Omit<DocumentDefinition, 'supplier'> {
  link?: RequisitionLinkForm;
  /** Default: the order's. */
  supplier?: string;
}

/** One order of the sample portal, with its requisition. */
export interface OrderDefinition extends DocumentDefinition {
  /** One sentence: what this order is there to show. */
  shows: string;
  requisition?: RequisitionDefinition;
}
