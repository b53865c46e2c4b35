// Package manifest makes the add-in manifest that an administrator gives to Exchange or to the Microsoft 365 admin
// centre, and says offline what is wrong with one. It promises that what Render makes has nothing that Lint finds. It
// does not ask Microsoft's validator, which is online, and it does not install anything.
//
// # Choices
//
// The manifest is the add-in-only XML, because no other kind runs in every Outlook that we serve. Its base requirement is
// Mailbox 1.5, the most that Exchange on premises accepts; the send events need 1.12 and say so in the overrides, where an
// older Outlook just leaves them out.
//
// The permission is ReadWriteMailbox, one step above what checking needs. ReadWriteItem would do to read a draft and to
// set the pass; sending from the task pane (item.sendAsync) needs ReadWriteMailbox. Without it every confirmation would
// end in pressing Send a second time. Both are installed by an administrator alike, and the add-in asks for nothing in
// the mailbox besides the item that is being written.
//
// # Limits
//
// Lint reads at most 256 KiB, 10,000 elements, 32 levels deep.
package manifest
