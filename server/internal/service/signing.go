package service

import (
	"io"

	"sekisho/server/internal/config"
	"sekisho/server/internal/dkim"
)

// signing is what signs mail on its way out; nil: nothing does.
func (s *service) signing() (func(io.Reader) (string, error), error) {
	signer, err := openSigner(s.config.DKIM)
	if err != nil || signer == nil {
		return nil, err
	}
	return signer.Sign, nil
}

// openSigner reads the keys; none gives nil.
func openSigner(list []config.DKIM) (*dkim.Signer, error) {
	if len(list) == 0 {
		return nil, nil
	}
	var signer dkim.Signer
	for _, d := range list {
		k, err := dkim.Open(d.KeyFile, d.Domain, d.Selector, d.All)
		if err != nil {
			return nil, err
		}
		signer.Keys = append(signer.Keys, k)
	}
	return &signer, nil
}
