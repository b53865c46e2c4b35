import { createDoorClient } from '@sekisho/client';
import { brokenAlert } from '../check';
import { onCompose, onSend, type SendAnswer } from '../office';
import { decideSend } from './decide';
import { precheck } from './precheck';
import { newTools, type TokenSource } from './tools';

/** Takes every event of the manifest. The two bundles differ in where their credential comes from. */
export function startLaunchEvents(source: TokenSource): void {
  onSend(() => decideSend(newTools(source, createDoorClient)), broken);
  onCompose((event) => precheck(newTools(source, createDoorClient), event));
}

function broken(): SendAnswer {
  const { text, markdown } = brokenAlert();
  return { send: false, refusal: { text, markdown, mayOverride: false } };
}
