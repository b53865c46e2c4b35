import { type SignInSettings, settingsOf } from './settings';

/**
 * How to sign in, as the server wrote it over these texts when it delivered the script: classic Windows runs it without a
 * page. Each stands in the script once. Undefined: the server takes device tokens only.
 */
export function writtenSettings(): SignInSettings | undefined {
  return settingsOf({
    clientId: 'sekisho-client.invalid',
    authority: 'https://sekisho-authority.invalid',
    scope: 'api://sekisho-scope.invalid',
  });
}
