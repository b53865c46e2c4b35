/**
 * The typed client of the server's API, for every front end and for the launch event. It promises an answer or a reason
 * within the caller's deadline, and never an exception. It knows no page, no React and no Office.
 */
export type { components, paths } from './api.gen';
export {
  type Client,
  type ClientOptions,
  createClient,
  createDoorClient,
  type DoorClient,
  type DoorPolicyAnswer,
  type UploadContent,
} from './client';
export { type ApiError, describe, type Problem } from './errors';
export { asObject, isText, parseJson } from './json';
export { failed, ok, type Result } from './result';
export {
  type Check,
  type Confirmation,
  type ConfirmationRequest,
  type ConfirmItem,
  type Device,
  type DoorPolicy,
  type Draft,
  type DraftAttachment,
  type DraftRecipient,
  type FileNeed,
  type Finding,
  isCheck,
  isSignedDoorPolicy,
  type Me,
  type MissedCheck,
  type MissedChecks,
  type SignedDoorPolicy,
  type Upload,
  type Verdict,
} from './shapes';
export { type HttpReply, type HttpRequest, hostTransport, type Transport } from './transport';
