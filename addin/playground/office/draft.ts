/** A recipient as the compose window has it. */
export interface DraftRecipient {
  address: string;
  name?: string;
  type?: 'user' | 'externalUser' | 'distributionList' | 'other';
  /** Not resolved yet: the window shows it, Office.js does not give it. (2) */
  unresolved?: boolean;
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
  body: { text: string; html: string };
  composeType: 'newMail' | 'reply' | 'forward';
  attachments: DraftAttachment[];
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
