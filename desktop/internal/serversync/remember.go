package serversync

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"

	"golang.org/x/crypto/chacha20poly1305"

	"sekisho/server/history"
	"sekisho/server/policy"
)

// memory is what the server said of one recipient of one sender.
type memory struct {
	Count      int                 `json:"count,omitempty"`
	Domain     int                 `json:"domain,omitempty"`
	Colleagues int                 `json:"colleagues,omitempty"`
	From       string              `json:"from,omitempty"`
	Contact    bool                `json:"contact,omitempty"`
	Name       string              `json:"name,omitempty"`
	Members    []string            `json:"members,omitempty"`
	Sender     *policy.SenderFacts `json:"sender,omitempty"` // of the sender alone
}

// maxMembers is how many members of a list are remembered.
const maxMembers = 500

func sender(m *policy.Message) string {
	if a := history.Normal(m.Account); a != "" {
		return a
	}
	return history.Normal(m.From.Address)
}

// remember seals what the server said of this mail's people.
func (s *Sync) remember(ctx context.Context, l *link, m *policy.Message, f policy.Facts) error {
	who, sealed := sender(m), map[string][]byte{}
	put := func(address string, v memory) (err error) {
		key := l.memoryKey(who, address)
		sealed[key], err = l.seal(key, v)
		return err
	}
	err := put("", memory{Sender: &f.Sender})
	for _, r := range m.Recipients {
		if a := history.Normal(r.Address); a != "" && f.History != nil {
			err = errors.Join(err, put(a, recollect(f, a)))
		}
	}
	if err != nil {
		return err
	}
	return s.o.Store.Remember(ctx, sealed)
}

func recollect(f policy.Facts, a string) memory {
	_, domain := history.Split(a)
	v := memory{Count: f.History.Addresses[a], Domain: f.History.Domains[domain], Colleagues: f.History.Colleagues[domain], From: f.History.From[a]}
	for _, c := range f.Contacts {
		v.Contact = v.Contact || c == a
	}
	for _, p := range f.People {
		if history.Normal(p.Address) == a {
			v.Name = p.Name
		}
	}
	v.Members = f.Members[a]
	v.Members = v.Members[:min(len(v.Members), maxMembers)]
	return v
}

// recall is what is known without the server: what it said before of these people, and the history on this computer.
func (s *Sync) recall(ctx context.Context, l *link, m *policy.Message) (f policy.Facts, err error) {
	h, people, err := s.usual(ctx, m)
	f.History, f.People = &h, people
	h.Colleagues = map[string]int{}
	who := sender(m)
	addresses := []string{""}
	for _, r := range m.Recipients {
		if a := history.Normal(r.Address); a != "" {
			addresses = append(addresses, a)
		}
	}
	keys := make([]string, len(addresses))
	for i, a := range addresses {
		keys[i] = l.memoryKey(who, a)
	}
	sealed, second := s.o.Store.Recall(ctx, keys)
	err = errors.Join(err, second)
	for i, a := range addresses {
		v, ok := l.unseal(keys[i], sealed[keys[i]])
		if !ok {
			continue
		}
		v.into(&f, a)
	}
	return f, err
}

func (v memory) into(f *policy.Facts, a string) {
	if v.Sender != nil {
		f.Sender = *v.Sender
	}
	if a == "" {
		return
	}
	_, domain := history.Split(a)
	h := f.History
	h.Addresses[a], h.Domains[domain] = max(h.Addresses[a], v.Count), max(h.Domains[domain], v.Domain)
	h.Colleagues[domain] = max(h.Colleagues[domain], v.Colleagues)
	if v.From != "" {
		h.From[a] = v.From
	}
	if v.Contact {
		f.Contacts = append(f.Contacts, a)
	}
	if v.Name != "" {
		f.People = append(f.People, policy.Mailbox{Address: a, Name: v.Name})
	}
	if len(v.Members) > 0 {
		if f.Members == nil {
			f.Members = map[string][]string{}
		}
		f.Members[a] = v.Members
	}
}

func (l *link) memoryKey(who, address string) string {
	h := hmac.New(sha256.New, l.Facts)
	h.Write([]byte(who + "\x00" + address))
	return hex.EncodeToString(h.Sum(nil))
}

// seal encrypts with XChaCha20-Poly1305; what is moved under another key does not open.
func (l *link) seal(key string, v memory) ([]byte, error) {
	a, err := chacha20poly1305.NewX(l.Facts)
	if err != nil {
		return nil, err
	}
	plain, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, a.NonceSize())
	_, _ = rand.Read(nonce) // never fails
	return a.Seal(nonce, nonce, plain, []byte(key)), nil
}

func (l *link) unseal(key string, sealed []byte) (v memory, ok bool) {
	a, err := chacha20poly1305.NewX(l.Facts)
	if err != nil || len(sealed) < a.NonceSize() {
		return v, false
	}
	plain, err := a.Open(nil, sealed[:a.NonceSize()], sealed[a.NonceSize():], []byte(key))
	return v, err == nil && json.Unmarshal(plain, &v) == nil
}
