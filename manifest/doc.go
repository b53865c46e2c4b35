// Package manifest makes the add-in manifests that an administrator gives to Exchange or to the Microsoft 365 admin centre,
// and says offline what is wrong with one. It promises that what Render and Package make has nothing that Lint finds, and that
// the same options give the same octets. It does not ask Microsoft's validator, which is online (and refuses ItemSend by
// design), and it does not install anything.
//
// # Choices
//
// There are four kinds. The add-in-only XML runs in every Outlook that we serve, so three are of that kind: softblock and
// block, which differ in what Outlook does when the add-in cannot be loaded, and itemsend with the older event, the only one
// that may open a window while a mail is sent. The unified package is for Microsoft 365 alone.
//
// The three share one id, made of the origin: installing one replaces the other. OnMessageSend and ItemSend side by side would
// both ask, in an order that nobody documents. The unified package has its own id and names the other as the one to hide.
//
// The base requirement is Mailbox 1.5, the most that Exchange on premises accepts. The send events need 1.12 and say so in the
// overrides, where an older Outlook just leaves them out; OnMessageFromChanged is of 1.13 and does not come before. itemsend
// asks for 1.5 in the overrides too: its event is supported wider than the set it came with, and Outlook on the web of Exchange
// on premises has 1.6 at most.
//
// The permission is ReadWriteMailbox, one step above what checking needs. ReadWriteItem would do to read a draft and to
// set the pass; sending from the task pane (item.sendAsync) needs ReadWriteMailbox. Without it every confirmation would
// end in pressing Send a second time. Both are installed by an administrator alike, and the add-in asks for nothing in
// the mailbox besides the item that is being written. AppendOnSend is asked for from the beginning, since a permission that
// comes later has to be accepted anew by every administrator; during ItemSend it is an error.
//
// A version is 1.R.N: R is Revision, which a test keeps together with a digest of everything that manifests say; N is raised by
// Follow when a manifest differs in more than its version from the one that it replaces. Nothing else raises it.
//
// # Limits
//
// Lint reads at most 256 KiB, of a package as much of each file in it; 10,000 elements, 32 levels deep.
package manifest
