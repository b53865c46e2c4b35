package secret

import (
	"context"
	"errors"
	"fmt"

	"github.com/zalando/go-keyring"
)

// Keychain is where a system keeps small secrets of a person. Get returns ErrNotFound for what is not in it; any other error says
// that it cannot be used now.
type Keychain interface {
	Get(ctx context.Context, service, user string) (string, error)
	Set(ctx context.Context, service, user, value string) error
	Delete(ctx context.Context, service, user string) error
}

// System returns the system's keychain. Whether it can be used shows when it is.
func System() Keychain { return system{} }

type system struct{}

func (system) Get(ctx context.Context, service, user string) (string, error) {
	return waited(ctx, func() (string, error) { return keyring.Get(service, user) })
}

func (system) Set(ctx context.Context, service, user, value string) error {
	_, err := waited(ctx, func() (string, error) { return "", keyring.Set(service, user, value) })
	return err
}

func (system) Delete(ctx context.Context, service, user string) error {
	_, err := waited(ctx, func() (string, error) { return "", keyring.Delete(service, user) })
	return err
}

// waited calls the keychain, which may ask the person to unlock it, until ctx ends. What it answers later is dropped.
func waited(ctx context.Context, call func() (string, error)) (string, error) {
	if err := usable(); err != nil {
		return "", err
	}
	type answer struct {
		value string
		err   error
	}
	answers := make(chan answer, 1)
	go func() {
		value, err := call()
		answers <- answer{value, err}
	}()
	select {
	case a := <-answers:
		if errors.Is(a.err, keyring.ErrNotFound) {
			return "", ErrNotFound
		}
		return a.value, a.err
	case <-ctx.Done():
		return "", fmt.Errorf("it waits for somebody to unlock it: %w", ctx.Err())
	}
}

// None is a system without a keychain.
func None() Keychain { return none{} }

type none struct{}

var errNone = errors.New("there is none")

func (none) Get(context.Context, string, string) (string, error) { return "", errNone }
func (none) Set(context.Context, string, string, string) error   { return errNone }
func (none) Delete(context.Context, string, string) error        { return errNone }
