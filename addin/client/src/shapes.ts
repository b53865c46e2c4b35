import type { components } from './api.gen';
import { asObject, isList, isOneOf, isText } from './json';

export type Check = components['schemas']['Check'];
export type Verdict = components['schemas']['Verdict'];
export type Finding = components['schemas']['Finding'];
export type Draft = components['schemas']['Draft'];
export type DraftRecipient = components['schemas']['DraftRecipient'];
export type DraftAttachment = components['schemas']['DraftAttachment'];
export type FileNeed = components['schemas']['FileNeed'];
export type ConfirmItem = components['schemas']['ConfirmItem'];
export type ConfirmationRequest = components['schemas']['ConfirmationRequest'];
export type Confirmation = components['schemas']['Confirmation'];
export type DoorPolicy = components['schemas']['DoorPolicy'];
export type SignedDoorPolicy = components['schemas']['SignedDoorPolicy'];
export type Device = components['schemas']['Device'];
export type Me = components['schemas']['Me'];
export type Holds = components['schemas']['Holds'];
export type Hold = components['schemas']['Hold'];
export type Upload = components['schemas']['Upload'];
export type MissedCheck = components['schemas']['MissedCheck'];
export type MissedChecks = components['schemas']['MissedChecks'];

/**
 * The shapes of answers that a door acts on. What a door decides by is checked here; a server that answers anything else
 * counts as one that cannot be reached, never as one that agreed.
 */
export function isCheck(value: unknown): value is Check {
  const check = asObject(value);
  return (
    check !== undefined &&
    isText(check.id) &&
    isOneOf(check.decision, ['send', 'ask', 'refuse']) &&
    typeof check.confirmed === 'boolean' &&
    isList(check.cannotCarryOut, isText) &&
    (check.pass === undefined || isText(check.pass)) &&
    (check.needsContent === undefined || isList(check.needsContent, isText)) &&
    (check.needs === undefined || isList(check.needs, isNeed)) &&
    (check.alert === undefined || isAlert(check.alert)) &&
    isVerdict(check.verdict)
  );
}

function isNeed(value: unknown): boolean {
  const need = asObject(value);
  return isText(need?.name) && isText(need.needs);
}

function isAlert(value: unknown): boolean {
  const alert = asObject(value);
  return (
    alert !== undefined &&
    typeof alert.more === 'number' &&
    isList(alert.lines, (item) => {
      const line = asObject(item);
      return line !== undefined && isText(line.text) && isText(line.severity) && isList(line.targets, isText);
    })
  );
}

function isVerdict(value: unknown): boolean {
  const verdict = asObject(value);
  return (
    verdict !== undefined &&
    isOneOf(verdict.action, ['allow', 'notify', 'confirm', 'hold', 'approve', 'block']) &&
    isList(verdict.findings, isFinding) &&
    isList(verdict.recipients, (item) => isText(asObject(item)?.address)) &&
    isList(verdict.attachments, (item) => isText(asObject(item)?.name)) &&
    isList(verdict.rules, (item) => isText(asObject(item)?.id)) &&
    Array.isArray(verdict.changes)
  );
}

function isFinding(value: unknown): boolean {
  const finding = asObject(value);
  return (
    finding !== undefined &&
    isText(finding.code) &&
    isOneOf(finding.severity, ['info', 'warning', 'danger', 'hidden']) &&
    isList(finding.recipients, isText) &&
    isList(finding.attachments, isText) &&
    asObject(finding.args) !== undefined
  );
}

export function isConfirmation(value: unknown): value is Confirmation {
  const confirmation = asObject(value);
  return (
    confirmation !== undefined &&
    isText(confirmation.id) &&
    isText(confirmation.check) &&
    isText(confirmation.expiresAt)
  );
}

export function isSignedDoorPolicy(value: unknown): value is SignedDoorPolicy {
  const signed = asObject(value);
  const policy = asObject(signed?.policy);
  return (
    signed !== undefined &&
    isText(signed.signature) &&
    policy !== undefined &&
    isText(policy.version) &&
    isText(policy.expiresAt) &&
    isOneOf(policy.unreachable, ['allow', 'confirm', 'block']) &&
    isList(policy.internal, isText)
  );
}

export function isDevice(value: unknown): value is Device {
  const device = asObject(value);
  return device !== undefined && isText(device.id) && isText(device.token);
}

export function isUpload(value: unknown): value is Upload {
  const upload = asObject(value);
  return upload !== undefined && isText(upload.id) && isText(upload.sha256);
}

export function isMe(value: unknown): value is Me {
  const me = asObject(value);
  return (
    me !== undefined &&
    isText(me.account) &&
    isText(me.organization) &&
    isList(me.roles, isText) &&
    (me.wait === undefined || isOwnWait(me.wait))
  );
}

function isOwnWait(value: unknown): boolean {
  const wait = asObject(value);
  return (
    wait !== undefined &&
    isText(wait.shortest) &&
    isText(wait.longest) &&
    (wait.chosen === undefined || isText(wait.chosen))
  );
}

/** Tells whether a value is a list of held mails that can be shown and moved. */
export function isHolds(value: unknown): value is Holds {
  return isList(asObject(value)?.holds, isHold);
}

function isHold(value: unknown): value is Hold {
  const hold = asObject(value);
  return (
    hold !== undefined &&
    asObject(hold.can) !== undefined &&
    isText(hold.id) &&
    isText(hold.subject) &&
    isText(hold.kind) &&
    typeof hold.stage === 'number' &&
    isList(hold.recipients, isRecipient)
  );
}

function isRecipient(value: unknown): value is Hold['recipients'][number] {
  return isText(asObject(value)?.address);
}
