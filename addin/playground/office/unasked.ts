import type { FakeManifest } from './manifest';
import { supports } from './profiles';
import type { World } from './world';

/** Why Outlook sends without asking the add-in. (1.6, 1.8) */
export type Unasked = 'shared-folder' | 'embedded-form' | 'no-smart-alerts';

/** Whether Outlook does not run the add-in for this item at all; the mail then leaves unchecked. */
export function unaskedBecause(world: World, manifest: FakeManifest): Unasked | undefined {
  const { draft, profile } = world;
  if (manifest.itemSend === undefined && !supports(profile, '1.12')) {
    return 'no-smart-alerts';
  }
  if (draft.shared !== undefined) {
    // facts 1.8: only with SupportsSharedFolders; folders of others from 1.8, shared mailboxes from 1.13
    const since = draft.shared.kind === 'mailbox' ? '1.13' : '1.8';
    if (manifest.sharedFolders !== true || !supports(profile, since)) {
      return 'shared-folder';
    }
  }
  if (draft.embedded === true && draft.kind === 'appointment' && profile.platform === 'OfficeOnline') {
    return 'embedded-form'; // facts 1.6: only from a window of its own
  }
  return undefined;
}
