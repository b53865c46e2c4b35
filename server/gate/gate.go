// Package gate is an SMTP server engine that lets no mail pass unjudged. The desktop's shim and the server's gateway are built
// on it: the engine (Server) speaks SMTP to the client and spools each mail; a Backend says what becomes of it. Proxy is the
// Backend that owns no mail: it mirrors an upstream server, or finds the one of several that a login is for (Router), asks a Decider
// about each mail, relays it, and returns the upstream's own answer.
//
// # Promises
//
//   - What was judged is what is sent. No bare CR, bare LF or NUL ever reaches the upstream, addresses go there in the form the
//     rules saw, and nothing the upstream could take for a second mail is in the stream.
//   - A client that hangs up before our final dot is never sent for; neither is a mail whose Decider failed, panicked or was late.
//   - Passwords stay in memory for one session and are in no log, record or error.
//   - An answer that begins with 2 came from the Backend; with a Proxy, from the upstream, or from a Decider that keeps the mail.
//
// It does not queue, retry or resolve names, and it offers neither CHUNKING nor BINARYMIME.
//
// # End of data
//
// Only CRLF "." CRLF ends a message. Line ends are made CRLF before the mail is judged; what cannot be a line end is refused, after
// the real end of data so that the rest is never read as commands. Seen by the upstream:
//
//	octets inside DATA          becomes
//	LF                          CRLF (curl sends files as they are)
//	CR CR LF                    CRLF
//	CRLF "." CRLF               the end, also after CR CR LF
//	LF "." LF                   a line holding a dot, one message
//	LF "." CRLF                 a line holding a dot, one message
//	CRLF "." LF                 an empty line, one message: the dot is stuffing
//	CRLF "." CR CR LF           an empty line, one message: the dot is stuffing
//	CR CR LF "." CR CR LF       an empty line, one message: the dot is stuffing
//	CR "." CR, any other CR     554 5.6.0, nothing sent
//	NUL                         554 5.6.0, nothing sent
//
// A leading dot is taken as stuffing (RFC 5321, 4.5.2) only after CRLF; after a bare LF it is content and stuffed on the way out.
//
// # Limits
//
// Without other Limits: 100 connections, 20 per address; command lines of 512 octets (1,012 for MAIL and RCPT, 18,432 more for AUTH, which is room for a token of 12,288);
// 10,000 recipients; 150 MiB a message; 20 errors and 1,000 messages a session; 5 minutes of silence, 1 minute for a command
// line; DATA no slower than 1 KiB/s after 2 minutes; 64 KiB of read buffer a connection; 1 MiB of a mail in memory, the rest
// in a file. Upstream replies: 200 lines of 4 KiB.
package gate
