import { createHash } from 'node:crypto';
import type { Check, DraftAttachment, FileNeed } from '@sekisho/client';
import { check, json, signedPolicy } from './answers';
import type { Answer, Seen } from './post-office';

/** What the rules of a policy ask of files. */
export type Asks = 'nothing' | 'marks' | 'text';

/** A server that knows files by their hash, as the real one does. */
export interface FileServer {
  readonly answer: (request: Seen) => Answer;
  /** Octets of files that came: in uploads, as whole contents in drafts, and as heads and tails. */
  readonly came: { uploaded: number; inline: number; ends: number };
  /** Every hash that came with octets of its file, once for each time. */
  readonly hashes: string[];
  /** Forgets every file, as a server does that is started anew. */
  readonly restart: () => void;
}

export interface FileServerOptions {
  readonly asks: Asks;
  /** Whether head and tail of this file tell what it is; by default they do. */
  readonly tells?: (name: string) => boolean;
  /** Makes the answer to a check; `seen`: nothing is needed any more. */
  readonly says?: (seen: boolean, parts: Partial<Check>) => Check;
  /** A server of before says `needsContent` alone. */
  readonly old?: boolean;
}

const octets = (base64: string | undefined) => Buffer.from(base64 ?? '', 'base64');
export const hashOf = (base64: string) => createHash('sha256').update(octets(base64)).digest('hex');

export function fileServer({ asks, tells = () => true, says, old = false }: FileServerOptions): FileServer {
  const whole = new Set<string>();
  const ends = new Set<string>();
  const came = { uploaded: 0, inline: 0, ends: 0 };
  const hashes: string[] = [];
  const upload = (request: Seen): Answer => {
    const sha256 = hashOf(request.text);
    const size = octets(request.text).length;
    came.uploaded += size;
    hashes.push(sha256);
    whole.add(sha256);
    return json({ id: 'u', size, sha256, expiresAt: '' }, { status: 201 });
  };
  const take = ({ content, head, tail, sha256 }: DraftAttachment) => {
    came.inline += octets(content).length;
    came.ends += octets(head).length + octets(tail).length;
    if (head !== undefined && sha256 !== undefined) {
      hashes.push(sha256);
      ends.add(sha256);
    }
  };
  const needOf = ({ name, content, head, sha256 = '' }: DraftAttachment): FileNeed['needs'] | undefined => {
    if (asks === 'nothing' || content !== undefined || whole.has(sha256)) return undefined;
    if (asks === 'text') return 'text';
    return (head !== undefined || ends.has(sha256)) && tells(name) ? undefined : 'marks';
  };
  const judge = (request: Seen): Answer => {
    const files = (request.body.attachments ?? []) as DraftAttachment[];
    files.forEach(take);
    const needs = files.flatMap((file) => {
      const need = needOf(file);
      return need === undefined ? [] : [{ name: file.name, needs: need }];
    });
    const names = needs.map(({ name }) => name);
    const parts = needs.length === 0 ? {} : { needsContent: names, ...(old ? {} : { needs }) };
    return json(says?.(needs.length === 0, parts) ?? check('send', { alert: { lines: [], more: 0 }, ...parts }));
  };
  return {
    came,
    hashes,
    restart: () => {
      whole.clear();
      ends.clear();
    },
    answer: (request) => {
      if (request.path === '/v1/policy') return json(signedPolicy('block'), { etag: '"7"' });
      return request.path.startsWith('/v1/uploads') ? upload(request) : judge(request);
    },
  };
}
