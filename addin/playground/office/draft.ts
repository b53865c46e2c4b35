/** A recipient as the compose window has it. */
export interface DraftRecipient {
  address: string;
  name?: string;
  type?: 'user' | 'externalUser' | 'distributionList' | 'other';
  /** Not resolved yet: the window shows it, Office.js does not give it. (2) */
  unresolved?: boolean;
  /** An add-in put it there. */
  byAddin?: boolean;
}

/** An attachment as the compose window has it. */
export interface DraftAttachment {
  name: string;
  /** Octets, decoded. */
  size: number;
  kind?: 'file' | 'item' | 'cloud';
  inline?: boolean;
  /** Base64 of a file, the text of an item, nothing for a cloud file. */
  content?: string;
  url?: string;
  /** Shared as a link by the window itself ("Upload and share"): Office.js does not list it. (2) */
  unlisted?: boolean;
  /** A message dragged into the window on the web: its content cannot be read. (2) */
  dropped?: boolean;
}

/** Text and markup of one part of a body. */
export interface DraftBody {
  text: string;
  html: string;
}

/** Somebody else's mailbox or folder that the item is written in. */
export interface SharedMailbox {
  readonly kind: 'mailbox' | 'folder';
  readonly owner: string;
}

/** The item being written, as plain data: the compose window edits it, the fake reads and writes it. */
export interface Draft {
  kind: 'message' | 'appointment';
  from: DraftRecipient;
  /** To of a message, required attendees of a meeting. */
  to: DraftRecipient[];
  /** Cc of a message, optional attendees of a meeting. */
  cc: DraftRecipient[];
  bcc: DraftRecipient[];
  /** Rooms of a meeting. */
  rooms: DraftRecipient[];
  subject: string;
  body: DraftBody;
  /** The mail below a reply: the whole body has it, the current reply has not. (2) */
  quoted?: DraftBody;
  composeType: 'newMail' | 'reply' | 'forward';
  /** How the window was opened; without it as a new item. A draft that is opened again is not new. (1.9) */
  start?: 'new' | 'reply' | 'reply-all' | 'forward' | 'draft';
  /** The id of the mail that is answered. (1.2) */
  inReplyTo?: string;
  shared?: SharedMailbox;
  /** A meeting in the calendar's small form on the web, not in a window of its own. (1.6) */
  embedded?: boolean;
  /** A meeting that was sent before: this is an update. */
  update?: boolean;
  attachments: DraftAttachment[];
  /** What appendOnSendAsync puts below the body when the item leaves. */
  appended?: DraftBody;
  /** Header fields that add-ins set. */
  headers: Record<string, string>;
}

/** An empty message of this sender. */
export function newDraft(from: string, parts: Partial<Draft> = {}): Draft {
  return {
    kind: 'message',
    from: { address: from },
    to: [],
    cc: [],
    bcc: [],
    rooms: [],
    subject: '',
    body: { text: '', html: '' },
    composeType: 'newMail',
    attachments: [],
    headers: {},
    ...parts,
  };
}
