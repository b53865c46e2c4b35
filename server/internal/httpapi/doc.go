// Package httpapi answers the HTTP API: it turns requests into calls of the rooms that do the work, and what they say
// into JSON and problems. It also delivers the add-in's files.
//
// It promises that every error leaves as application/problem+json with a stable code, that nothing but the verdict's own
// words reaches a client, and that who asks is known from the credential alone.
//
// # Limits
//
// JSON bodies 2 MiB, inline content 256 KiB a file, head and tail 64 KiB each, uploads 150 MB, 10,000 recipients,
// 1,000 attachments. Uploads that wait for their check: 100 files and 1 GB of one person, 1,000 files and 10 GB of all, for
// 10 minutes. What was found in files seen whole: 10,000 files and 64 MiB, an eighth of it for one person, for 12 hours.
package httpapi

//go:generate go run github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen@v2.8.1 -config server.cfg.yaml ../../api/openapi.yaml
