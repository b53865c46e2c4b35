// Package api holds the HTTP API's source, openapi.yaml, and what is generated from it: Go types and a client.
// The echo interface is generated into server/internal/httpapi, so that a client need not carry a web framework.
package api

//go:generate go run github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen@v2.8.1 -config types.cfg.yaml openapi.yaml
