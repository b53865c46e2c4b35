// Package demo serves the playground: a compose page that hosts the real add-in, a way to submit what was composed by SMTP
// to the demo's own gate, and a sink that stores what the gate relayed.
//
// It exists only under `serve --demo` on loopback, and answers loopback alone: Host, Origin and the connection's own
// addresses are checked on every request.
//
//	POST /demo/send        {"from":{"address","name"},"to":[{"address","name"}],"cc":[],"bcc":[],"subject","body",
//	                        "headers":{"X-Sekisho-Pass":"…"},"attachments":[{"name","type","content":"base64"}]}
//	                       -> 200 {"accepted":bool,"replies":["250 2.0.0 …"]}
//	GET  /demo/sink        -> 200 {"messages":[{"id","time","from","to":[],"subject","size"}]}, newest first
//	GET  /demo/sink/{id}   -> 200 text/plain: the mail as it arrived
//	DELETE /demo/sink      -> 204
//	GET  /demo/config      -> 200 {"account","name","organization"}
//
// # Limits
//
// A mail has at most 30 MB; the sink keeps the newest 200 mails in memory.
package demo
