import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { ComposeEvent, FakeManifest, Permission, SendMode } from '../../../addin/playground/office/index.ts';

const binary = join(import.meta.dirname, '../../../bin/sekisho');
const modes: Record<string, SendMode> = { PromptUser: 'promptUser', SoftBlock: 'softBlock', Block: 'block' };

/** Reads a manifest that the real command wrote, as far as Outlook's behaviour follows from it. */
export function generatedManifest(origin: string, mode: 'softblock' | 'block' | 'itemsend'): FakeManifest {
  const xml = execFileSync(binary, ['manifest', '--origin', origin, '--mode', mode], { encoding: 'utf8' });
  const all = (name: string) => elements(xml, name);
  const events = all('LaunchEvent').filter((one) => one.attributes.Type !== undefined);
  const named = Object.fromEntries(events.map((one) => [one.attributes.Type ?? '', one.attributes.FunctionName ?? '']));
  const { OnMessageSend = '', OnAppointmentSend = '', ...rest } = named;
  const itemSend = all('Event').find((one) => one.attributes.Type === 'ItemSend');
  const permission = (all('Permissions')[0]?.text ?? '') as Permission;
  return {
    name: all('DisplayName')[0]?.attributes.DefaultValue ?? '',
    permission,
    sendMode:
      modes[events.find((one) => one.attributes.SendMode !== undefined)?.attributes.SendMode ?? ''] ?? 'softBlock',
    handlers: { message: OnMessageSend, appointment: OnAppointmentSend },
    events: rest as Partial<Record<ComposeEvent, string>>,
    sharedFolders: all('SupportsSharedFolders')[0]?.text === 'true',
    controls: Object.fromEntries(all('Control').map((one) => [one.attributes.id ?? '', { kind: 'taskpane' as const }])),
    images: all('Image')
      .map((one) => one.attributes.id ?? '')
      .filter((id) => id !== ''),
    ...(itemSend === undefined ? {} : { itemSend: itemSend.attributes.FunctionName ?? '' }),
  };
}

interface Element {
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
}

/** The elements of a local name, as far as this well-formed text of our own needs: attributes, and the text that follows. */
function elements(xml: string, name: string): Element[] {
  return [...xml.matchAll(new RegExp(`<(?:\\w+:)?${name}(\\s[^>]*)?>([^<]*)`, 'g'))].map(
    ([, attributes = '', text = '']) => ({
      attributes: Object.fromEntries(
        [...attributes.matchAll(/([\w:]+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, value]),
      ),
      text: text.trim(),
    }),
  );
}
