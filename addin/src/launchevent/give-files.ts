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

/** Octets of one file, and of all, that stay in memory from the hash to the upload; Outlook gives larger ones twice. */
const atHand = { file: 1_000_000, total: 4_000_000 } as const;

/** Files whose ends have room in one request, and how often one event asks at most. */
const endsAtOnce = 5;
const rounds = 20;

/**
 * Checks the item while it is written. First the server hears names and sizes. Of a file that a rule needs more of it hears
 * the hash; if it knows none, head and tail where a rule asks what the file is; and the whole only where a rule needs its
 * text, or the ends did not tell. What it knows by its hash is never sent again.
 */
export async function checkWithFiles(tools: Tools, item: Item, memory: Remembered): Promise<Result<Check, ApiError>> {
  const giver = giverOf(tools, item, memory, await keptFiles(tools));
  let answer = await giver.ask();
  for (let round = 0; answer.ok && round < rounds && (await giver.give(needsOf(answer.value))); round += 1) {
    const next = await giver.ask();
    if (!next.ok) {
      break;
    }
    answer = next;
  }
  return answer;
}

interface Giver {
  /** Asks with all that the server may know by now. */
  readonly ask: () => Promise<Result<Check, ApiError>>;
  /** Gives the next of what is needed; false: there is nothing more to ask with. */
  readonly give: (needs: readonly FileNeed[]) => Promise<boolean>;
}

/**
 * Meanwhile files may come and go, and Outlook's ids may be positions: what is not the same before and after is not kept, and
 * a file that came or went in between ends it. Another event follows then.
 */
function giverOf(tools: Tools, item: Item, memory: Remembered, kept: KeptFiles): Giver {
  /** What the server was given of a file in this event. */
  const given = new Map<ItemAttachment, 'hash' | 'ends' | 'whole'>();
  /** Ends that were read with the hash, until the server wants them. */
  const held = new Map<ItemAttachment, Ends>();
  /** Small contents that were read for the hash, until the server wants them. */
  const contents = new Map<ItemAttachment, UploadContent>();
  const left = { hash: limits.total as number, whole: limits.total as number, atHand: atHand.total as number };
  let sending = new Map<ItemAttachment, Ends>();
  let { files } = kept;

  const isSame = () =>
    readAttachmentList(tools.calls, patience.list).then(
      (now) => now.ok && printOf(now.value) === printOf(item.attachments),
    );

  /** The content, if there is room for it and the item has these very files in this order before and after. */
  const read = async (file: ItemAttachment, what: 'hash' | 'whole') => {
    if (file.size > Math.min(left[what], limits.file) || !(await isSame())) {
      return undefined;
    }
    left[what] -= file.size;
    const content = await readContent(tools.calls, file, patience.content);
    return (await isSame()) ? content : undefined;
  };

  /** Keeps a hash with the item, unless a file came or went since this event began. */
  const keep = async (file: ItemAttachment, hash: string) => {
    const same = await isSame();
    const now = await keptFiles(tools);
    if (!same || now.generation !== kept.generation) {
      return false;
    }
    files = { ...files, ...now.files, [keyOf(file)]: hash };
    await keepFiles(tools, { files, generation: kept.generation });
    return true;
  };

  const giveHash = async (file: ItemAttachment, isForEnds: boolean) => {
    const content = contents.get(file) ?? (await read(file, 'hash'));
    if (content?.encoding !== 'base64') {
      return false;
    }
    if (isForEnds) {
      held.set(file, endsOf(content.content));
    }
    if (file.size <= Math.min(atHand.file, left.atHand)) {
      left.atHand -= file.size;
      contents.set(file, content);
    }
    return keep(file, await sha256OfBase64(content.content));
  };

  const giveEnds = async (file: ItemAttachment) => {
    const content = held.has(file) ? undefined : (contents.get(file) ?? (await read(file, 'hash')));
    const ends = held.get(file) ?? (content?.encoding === 'base64' ? endsOf(content.content) : undefined);
    held.delete(file);
    if (ends !== undefined) {
      sending.set(file, ends);
    }
    return ends !== undefined;
  };

  const giveWhole = async (file: ItemAttachment) => {
    const content = contents.get(file) ?? (await read(file, 'whole'));
    contents.delete(file);
    const sent = content && (await tools.client.upload(content, patience.upload));
    return sent?.ok === true && keep(file, sent.value.sha256);
  };

  /** The next step for one file; those that the server heard of before this event, it has heard of by their hash. */
  const giveOne = (file: ItemAttachment, isForEnds: boolean): boolean | Promise<boolean> => {
    const before = given.get(file) ?? (files[keyOf(file)] === undefined ? undefined : 'hash');
    if (before === 'whole') {
      return false;
    }
    if (before === undefined && file.kind === 'file') {
      given.set(file, 'hash');
      return giveHash(file, isForEnds);
    }
    if (before === 'hash' && isForEnds && file.kind === 'file') {
      if (sending.size === endsAtOnce) {
        return true;
      }
      given.set(file, 'ends');
      return giveEnds(file);
    }
    given.set(file, 'whole');
    return giveWhole(file);
  };

  return {
    ask: () => {
      const attachments = item.attachments.map((file) => {
        const ends = sending.get(file);
        return ends === undefined ? file : { ...file, ends };
      });
      return askServer(tools, withMemory({ ...item, attachments }, { ...memory, files }), 'compose', patience.check);
    },
    give: async (needs) => {
      sending = new Map();
      let more = false;
      for (const file of item.attachments) {
        const need = needOf(needs, file);
        if (need !== undefined && file.kind !== 'cloud' && isAlone(file, item.attachments)) {
          more = (await giveOne(file, need === 'marks')) || more;
        }
      }
      return more && (await isSame());
    },
  };
}

/** Of two files that look alike nobody could say which one a hash is of. */
function isAlone(file: ItemAttachment, all: readonly ItemAttachment[]): boolean {
  return all.filter((other) => keyOf(other) === keyOf(file)).length === 1;
}

function printOf(files: readonly ItemAttachment[]): string {
  return JSON.stringify(files.map((file) => [file.id, keyOf(file)]));
}
