// Package certificate makes the certificates with which mail programs on this computer know the shim, and keeps them up to date.
//
// At the first run it makes an authority of its own whose certificate holds critical name constraints: whoever gets its key can
// pretend to be this computer to itself, and nobody else to anyone. The key never leaves the vault. Mail programs are given the
// authority's certificate once; the shim's own certificate is renewed under it without a restart.
//
// It installs nothing into any store of trusted certificates.
//
// # Limits
//
// The authority lasts ten years, a certificate at most 397 days (Apple refuses more than 398), renewed when 30 are left.
package certificate
