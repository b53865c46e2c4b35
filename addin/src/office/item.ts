/** A person of the item, as Office shows it. */
export interface Person {
  readonly address: string;
  readonly name: string;
}

export interface ItemRecipient extends Person {
  readonly field: 'to' | 'cc' | 'bcc' | 'required' | 'optional' | 'resource';
  /** Outlook says that it stands for several people. */
  readonly list?: boolean;
}

/** The beginning and the end of a file, in base64, and its octets. */
export interface Ends {
  readonly size: number;
  readonly head: string;
  readonly tail: string;
}

/** An attachment; `base64` or `ends` only where its content was read, `sha256` where that is known. */
export interface ItemAttachment {
  readonly id: string;
  readonly name: string;
  /** Octets as Office counts them: what a mailbox stores, not always what the file has. */
  readonly size: number;
  readonly kind: 'file' | 'item' | 'cloud';
  readonly inline: boolean;
  readonly base64?: string;
  readonly ends?: Ends;
  readonly sha256?: string;
  /** Where a file in the cloud is. */
  readonly url?: string;
}

/** The item being written, read in one go and independent of Office from then on. */
export interface Item {
  readonly kind: 'message' | 'appointment';
  readonly from: Person;
  /** The signed-in mailbox; empty if Office does not say. */
  readonly account: string;
  readonly recipients: readonly ItemRecipient[];
  readonly subject: string;
  /** Plain text of the whole body. */
  readonly body: string;
  /** The whole body as HTML; empty if Outlook does not give it. */
  readonly html: string;
  readonly compose: 'new' | 'reply' | 'forward';
  /** Whom a reply was addressed to when it was opened; undefined: nobody saw that. */
  readonly original?: readonly string[];
  readonly attachments: readonly ItemAttachment[];
  /** Whether something may be missing: a client's cap was reached, or a part did not come. */
  readonly incomplete: boolean;
  /** Whether a field holds as many recipients as this Outlook gives of one; it may hold more. */
  readonly capped?: boolean;
}
