import type { FakeManifest, SendMode } from './manifest';
import type { World } from './world';

/** What an add-in hands to event.completed; anything else is ignored by Outlook. */
export interface CompletedOptions {
  allowEvent?: unknown;
  errorMessage?: unknown;
  errorMessageMarkdown?: unknown;
  cancelLabel?: unknown;
  commandId?: unknown;
  contextData?: unknown;
  sendModeOverride?: unknown;
}

export type AlertReason = 'refused' | 'unavailable' | 'not-associated' | 'slow' | 'timeout' | 'offline' | 'unresolved';
export type ButtonKind = 'take-action' | 'dont-send' | 'send-anyway' | 'try-later';

export interface AlertButton {
  readonly kind: ButtonKind;
  readonly label: string;
}

/** The box that Outlook shows instead of sending. */
export interface Alert {
  readonly reason: AlertReason;
  readonly title: string;
  readonly message: string;
  readonly markdown?: string;
  readonly buttons: readonly AlertButton[];
  /** What the action button opens. */
  readonly command?: { readonly controlId: string; readonly contextData: string };
}

/** Characters of a message and of a button. (1.3) */
const messageLimit = 500;
const labelLimit = 20;

const labels = {
  ja: { 'take-action': '対処する', 'dont-send': '送信しない', 'send-anyway': 'このまま送信', 'try-later': '後で試す' },
  en: {
    'take-action': 'Take Action',
    'dont-send': "Don't Send",
    'send-anyway': 'Send Anyway',
    'try-later': 'Try Later',
  },
} as const;

/** The alert for a handler that said no; records what Outlook would cut, drop or ignore. */
export function refusal(world: World, manifest: FakeManifest, options: CompletedOptions): Alert {
  checkTexts(world, options);
  const command = commandOf(world, manifest, options);
  const mode = overridden(world, manifest.sendMode, options.sendModeOverride);
  const shown =
    typeof options.errorMessage === 'string' && options.errorMessage !== '' ? options.errorMessage : undefined;
  const markdown =
    world.profile.alert.markdown && typeof options.errorMessageMarkdown === 'string'
      ? options.errorMessageMarkdown
      : undefined;
  return {
    reason: 'refused',
    title: manifest.name,
    message: (shown ?? `${manifest.name} is preventing this email from being sent.`).slice(0, messageLimit),
    ...(markdown === undefined ? {} : { markdown: markdown.slice(0, messageLimit) }),
    buttons: [
      ...actionButtons(world, options, command !== undefined),
      ...(mode === 'promptUser' ? [button(world, 'send-anyway')] : []),
    ],
    ...(command === undefined ? {} : { command }),
  };
}

/** The alert when the handler gave no answer. (1.6) */
export function failure(world: World, manifest: FakeManifest, reason: Exclude<AlertReason, 'refused'>): Alert {
  // facts 1.10: the older on-send only ever blocks
  const kinds = buttonsWhen(reason, manifest.itemSend === undefined ? manifest.sendMode : 'block');
  return {
    reason,
    title: manifest.name,
    message: `${manifest.name}: ${reason}`,
    buttons: kinds.map((kind) => button(world, kind)),
  };
}

/** facts 2: on the web a recipient that an add-in added and that cannot be resolved stops the send, in our name. */
export function unresolved(world: World, manifest: FakeManifest): Alert | undefined {
  const { draft, profile, quirks } = world;
  const stuck = [...draft.to, ...draft.cc, ...draft.bcc].find((one) => one.unresolved && one.byAddin);
  if (profile.platform !== 'OfficeOnline' || stuck === undefined) {
    return undefined;
  }
  quirks.add('unresolved-recipient', 'send', `"${stuck.address}", which the add-in added, is no address (facts 2)`);
  return failure(world, manifest, 'unresolved');
}

/** facts 1.6, the table of failures by send mode. */
function buttonsWhen(reason: Exclude<AlertReason, 'refused'>, mode: SendMode): readonly ButtonKind[] {
  switch (reason) {
    case 'unavailable':
      return mode === 'block' ? ['try-later'] : ['send-anyway', 'try-later'];
    case 'slow':
      return mode === 'promptUser' ? ['send-anyway', 'dont-send'] : [];
    case 'timeout':
      return mode === 'promptUser' ? ['send-anyway', 'dont-send'] : ['dont-send'];
    case 'unresolved':
      return ['dont-send'];
    case 'not-associated':
    case 'offline':
      return mode === 'promptUser' ? ['send-anyway', 'dont-send'] : ['dont-send'];
  }
}

function checkTexts(world: World, options: CompletedOptions): void {
  const { quirks, profile } = world;
  const message = text(options.errorMessage);
  const markdown = text(options.errorMessageMarkdown);
  for (const [name, value] of [
    ['errorMessage', message],
    ['errorMessageMarkdown', markdown],
  ] as const) {
    if (value.length > messageLimit) {
      quirks.add(
        'error-message-too-long',
        'event.completed',
        `${name} has ${value.length} characters, at most ${messageLimit} (facts 1.3)`,
      );
    }
  }
  if (message === '') {
    const code = markdown === '' ? 'error-message-missing' : 'markdown-without-text';
    quirks.add(code, 'event.completed', 'without errorMessage older clients show a text that says nothing (facts 1.3)');
  }
  if (markdown !== '' && profile.alert.markdown && /<[a-z]|\]\(http:|^#/im.test(markdown)) {
    quirks.add(
      'markdown-unsupported',
      'event.completed',
      'only bold, italic, lists and https links are shown (facts 1.3)',
    );
  }
  if (text(options.cancelLabel).length > labelLimit) {
    quirks.add(
      'cancel-label-too-long',
      'event.completed',
      `"${text(options.cancelLabel)}" has ${text(options.cancelLabel).length} characters, at most ${labelLimit} (facts 1.3)`,
    );
  }
}

function commandOf(world: World, manifest: FakeManifest, options: CompletedOptions): Alert['command'] {
  const { quirks, profile } = world;
  if (options.contextData !== undefined && options.commandId === undefined) {
    quirks.add(
      'context-data-without-command',
      'event.completed',
      'contextData goes nowhere without commandId (facts 1.3)',
    );
  }
  const data = contextData(world, options.contextData);
  if (options.commandId === undefined || profile.alert.action === 'none') {
    return undefined;
  }
  const control = manifest.controls[text(options.commandId)];
  if (control === undefined) {
    const known = Object.keys(manifest.controls).join(', ');
    quirks.add(
      'unknown-command',
      'event.completed',
      `no control has the id "${text(options.commandId)}", there are ${known}; the button only cancels (facts 1.3)`,
    );
    return undefined;
  }
  if (control.kind === 'function' && !profile.alert.functionCommand) {
    return undefined; // facts 1.3: functions from 1.15 on, panes from 1.14 on
  }
  return { controlId: text(options.commandId), contextData: data };
}

function contextData(world: World, value: unknown): string {
  if (value === undefined || typeof value === 'string') {
    return value ?? '';
  }
  if (world.profile.alert.contextData === 'string') {
    world.quirks.add(
      'context-data-not-string',
      'event.completed',
      `contextData is of type ${typeof value}, this client takes text only (facts 1.3)`,
    );
    return '';
  }
  return JSON.stringify(value);
}

function overridden(world: World, mode: SendMode, override: unknown): SendMode {
  if (override === undefined || !world.profile.alert.sendModeOverride) {
    return mode;
  }
  if (override !== 'promptUser') {
    world.quirks.add(
      'send-mode-override',
      'event.completed',
      `"${String(override)}" is no override: it can only loosen to promptUser (facts 1.3)`,
    );
    return mode;
  }
  return 'promptUser';
}

function actionButtons(world: World, options: CompletedOptions, command: boolean): AlertButton[] {
  const label = text(options.cancelLabel).slice(0, labelLimit);
  if (world.profile.alert.action === 'take-action') {
    // facts 1.4: the action button is there only with a command, and takes the label
    return command ? [button(world, 'take-action', label), button(world, 'dont-send')] : [button(world, 'dont-send')];
  }
  return [button(world, 'dont-send', world.profile.alert.action === 'relabelled' ? label : '')];
}

function button(world: World, kind: ButtonKind, label = ''): AlertButton {
  const language = world.displayLanguage.startsWith('ja') ? 'ja' : 'en';
  return { kind, label: label === '' ? labels[language][kind] : label };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
