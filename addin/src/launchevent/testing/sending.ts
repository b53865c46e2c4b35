import { type ProfileId, profiles } from '../../../playground/office';
import { type Office, type OfficeOptions, openOffice } from './post-office';

/** Every Outlook that the fake plays. */
export const ids = Object.keys(profiles) as ProfileId[];

/** Presses Send in a new window with this script, and waits for what comes of it. */
export async function press(script: string, options: OfficeOptions): Promise<Office> {
  const office = openOffice(script, options);
  await office.clock.settle(office.host.send());
  return office;
}

/** The kinds of buttons of the alert. */
export const buttons = ({ host }: Office) => host.alert?.buttons.map((button) => button.kind) ?? [];

/** The drafts that the server was asked about. */
export const checks = (office: Office) => office.seen.filter((request) => request.path === '/v1/checks');
