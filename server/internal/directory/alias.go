package directory

import "sekisho/server/internal/store"

// Alias is the entry of another address of somebody. It has no name of its own, so nobody is taken for their own namesake, and no members
// or private addresses; manager, groups, deputies and language are theirs.
func Alias(of store.Person, address string) store.Person {
	return store.Person{Address: address, AliasOf: of.Address, Kind: of.Kind, Manager: of.Manager, Groups: of.Groups, Deputies: of.Deputies, Language: of.Language}
}
