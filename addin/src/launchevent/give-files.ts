import type { ApiError, Check, FileNeed, Result, UploadContent } from '@sekisho/client';
import { endsOf, keyOf, needOf, needsOf, sha256OfBase64 } from '../check';
import { type Ends, type Item, type ItemAttachment, readAttachmentList, readContent } from '../office';
import { askServer, type Remembered, withMemory } from './ask';
import { type KeptFiles, keepFiles, keptFiles } from './kept-files';
import type { Tools } from './tools';

/** Milliseconds. */
const patience = { list: 5_000, check: 10_000, content: 60_000, upload: 60_000 } as const;

/** Octets of one file, and of all files of one event, that are read to be told by hash, and that are uploaded. */
const limits = { file: 35_000_000, total: 70_000_000 } as const;

/** Files whose ends have room in one request, and how often one event asks at most. */
const endsAtOnce = 5;
const rounds = 20;

/** What the server was given of a file in this event. */
type Given = 'hash' | 'ends' | 'whole';

/**
 * Checks the item while it is written. First the server hears names and sizes. Of a file that a rule needs more of it hears
 * the hash; if it knows none, head and tail where a rule asks what the file is; and the whole only where a rule needs its
 * text, or the ends did not tell. What it knows by its hash is never sent again.
 */
export async function checkWithFiles(tools: Tools, item: Item, memory: Remembered): Promise<Result<Check, ApiError>> {
  const giving = new Giving(tools, item, memory, await keptFiles(tools));
  let answer = await giving.ask();
  for (let round = 0; answer.ok && round < rounds && (await giving.give(needsOf(answer.value))); round += 1) {
    const next = await giving.ask();
    answer = next.ok ? next : answer;
    if (!next.ok) {
      break;
    }
  }
  return answer;
}

class Giving {
  private readonly given = new Map<ItemAttachment, Given>();
  /** Ends that were read with the hash, until the server wants them. */
  private readonly held = new Map<ItemAttachment, Ends>();
  private readonly left = { hash: limits.total as number, whole: limits.total as number };
  private sending = new Map<ItemAttachment, Ends>();
  private over = false;

  constructor(
    private readonly tools: Tools,
    private readonly item: Item,
    private readonly memory: Remembered,
    private kept: KeptFiles,
  ) {}

  ask(): Promise<Result<Check, ApiError>> {
    const attachments = this.item.attachments.map((file) => {
      const ends = this.sending.get(file);
      return ends === undefined ? file : { ...file, ends };
    });
    const known = withMemory({ ...this.item, attachments }, { ...this.memory, files: this.kept.files });
    return askServer(this.tools, known, 'compose', patience.check);
  }

  /**
   * Gives the next of what is needed; false: there is nothing more to ask with. Meanwhile files may come and go, and
   * Outlook's ids may be positions: what is not the same before and after is not kept, and a file that came or went in
   * between ends it. Another event follows then.
   */
  async give(needs: readonly FileNeed[]): Promise<boolean> {
    this.sending = new Map();
    let more = false;
    for (const file of this.item.attachments) {
      const need = needOf(needs, file);
      if (need !== undefined && file.kind !== 'cloud' && this.isAlone(file) && !this.over) {
        more = (await this.giveOne(file, need)) || more;
      }
    }
    return more && !this.over;
  }

  private giveOne(file: ItemAttachment, need: FileNeed['needs']): Promise<boolean> {
    const before = this.given.get(file);
    if (before === 'whole') {
      return Promise.resolve(false);
    }
    if (file.kind === 'item' || before === 'ends') {
      return this.giveWhole(file);
    }
    if (before === undefined && this.kept.files[keyOf(file)] === undefined) {
      return this.giveHash(file, need);
    }
    return need === 'marks' ? this.giveEnds(file) : this.giveWhole(file);
  }

  /** Of two files that look alike nobody could say which one a hash is of. */
  private isAlone(file: ItemAttachment): boolean {
    return this.item.attachments.filter((other) => keyOf(other) === keyOf(file)).length === 1;
  }

  private async giveHash(file: ItemAttachment, need: FileNeed['needs']): Promise<boolean> {
    this.given.set(file, 'hash');
    const content = await this.read(file, 'hash');
    if (content?.encoding !== 'base64') {
      return false;
    }
    if (need === 'marks') {
      this.held.set(file, endsOf(content.content));
    }
    return this.keep(file, await sha256OfBase64(content.content));
  }

  private async giveEnds(file: ItemAttachment): Promise<boolean> {
    if (this.sending.size === endsAtOnce) {
      return true;
    }
    this.given.set(file, 'ends');
    const content = this.held.has(file) ? undefined : await this.read(file, 'hash');
    const ends = this.held.get(file) ?? (content?.encoding === 'base64' ? endsOf(content.content) : undefined);
    this.held.delete(file);
    if (ends !== undefined) {
      this.sending.set(file, ends);
    }
    return ends !== undefined;
  }

  private async giveWhole(file: ItemAttachment): Promise<boolean> {
    this.given.set(file, 'whole');
    const content = await this.read(file, 'whole');
    if (content === undefined) {
      return false;
    }
    const sent = await this.tools.client.upload(content, patience.upload);
    return sent.ok && this.keep(file, sent.value.sha256);
  }

  /** The content, if there is room for it and the item has these very files in this order before and after. */
  private async read(file: ItemAttachment, what: keyof Giving['left']): Promise<UploadContent | undefined> {
    if (file.size > Math.min(this.left[what], limits.file) || !(await this.isSame())) {
      return undefined;
    }
    this.left[what] -= file.size;
    const content = await readContent(this.tools.calls, file, patience.content);
    return (await this.isSame()) ? content : undefined;
  }

  private async isSame(): Promise<boolean> {
    const print = (files: readonly ItemAttachment[]) => JSON.stringify(files.map((file) => [file.id, keyOf(file)]));
    const now = await readAttachmentList(this.tools.calls, patience.list);
    return now.ok && print(now.value) === print(this.item.attachments);
  }

  /** Keeps a hash with the item, unless a file came or went since this event began. */
  private async keep(file: ItemAttachment, hash: string): Promise<boolean> {
    const same = await this.isSame();
    const now = await keptFiles(this.tools);
    this.over = this.over || now.generation !== this.kept.generation;
    if (!same || this.over) {
      return false;
    }
    const { generation } = this.kept;
    this.kept = { generation, files: { ...this.kept.files, ...now.files, [keyOf(file)]: hash } };
    await keepFiles(this.tools, this.kept);
    return true;
  }
}
